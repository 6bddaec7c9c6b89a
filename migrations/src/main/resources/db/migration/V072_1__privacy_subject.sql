-- Privacy: requests of data subjects (PRV-4). "You may also request access to, correction of, or deletion of personal
-- information we hold about you": of account holders, of whom Operant is the controller. Who is an end user in a Customer's
-- account is told which Customer to turn to: "please direct your request to that Customer; we will assist them".
--
--   received ──▶ answered | refused      within a month, or three when it was extended (GDPR, article 12(3))
--   referred                             of end users, at once
--
-- Every step is in the Customer's audit log, with who took it and why: that is the log of a request. Here stand states and
-- dates alone. What is held is found from the catalogue, so that a table that comes later is searched by itself.

create table privacy.subject_request (
    request_id  uuid        primary key default gen_random_uuid(),
    customer_id uuid        not null,
    account_id  uuid,
    kind        text        not null check (kind in ('access', 'correction', 'deletion', 'end_user')),
    state       text        not null default 'received' check (state in ('received', 'answered', 'refused', 'referred')),
    received_at timestamptz not null default now(),
    due_at      timestamptz not null default now() + interval '1 month',
    closed_at   timestamptz,
    check ((state = 'received') = (closed_at is null)),
    check ((kind = 'end_user') = (account_id is null)),
    check ((kind = 'end_user') = (state = 'referred')),
    constraint subject_request_is_answered_in_three_months check (due_at between received_at and received_at + interval '3 months')
);
create index subject_request_due on privacy.subject_request (due_at) where state = 'received';
comment on table privacy.subject_request is
    'Requests of data subjects: states and dates; identifiers alone, granted to nobody. What was said and done is in the Customer''s audit log';
comment on column privacy.subject_request.account_id is 'about whom; of an end user nothing, as nobody here looks for one in a Customer''s account';
comment on column privacy.subject_request.due_at is 'a month after it was received; can be extended once or more to three months, when the person was told why';

insert into tenancy.unscoped_table (schema_name, table_name, reason) values
    ('privacy', 'subject_request', 'states and due dates of requests, over all Customers for who answers them; granted to nobody');
insert into tenancy.retention_rule (schema_name, table_name, data_class, purpose, basis, clock, period, at_end) values
    ('privacy', 'subject_request', 'audit', 'to answer requests of data subjects in time, and to prove it', 'legal obligation',
     'closed_at', interval '3 years', 'deleted');

-- Granted to nobody: an entry of a request's log, in the Customer's audit log.
create function privacy.log_request(request privacy.subject_request, action text, ordered_by text, reason text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
begin
    if length(coalesce(ordered_by, '')) not between 1 and 100 then
        raise exception 'operant: who handles a request has a name of 1 to 100 characters' using errcode = '22023';
    end if;
    perform audit.append_for(request.customer_id, 'subject_request.' || action, 'subject_request', request.request_id::text,
        log_request.reason, json_build_object('ordered_by', ordered_by, 'login', session_user, 'kind', request.kind,
                                              'account_id', request.account_id, 'due_at', request.due_at));
end $$;
comment on function privacy.log_request(privacy.subject_request, text, text, text) is
    'Adds an entry about a request to its Customer''s audit log; granted to nobody';

create function privacy.receive_request(customer uuid, account uuid, kind text, ordered_by text, reason text) returns uuid
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    request privacy.subject_request;
    there   boolean;
begin
    if coalesce(kind, '') not in ('access', 'correction', 'deletion') then
        raise exception 'operant: a request is for access, correction or deletion' using errcode = '22023';
    end if;
    perform tenancy.take_scope(customer);
    there := exists (select from panel.account a where a.customer_id = customer and a.account_id = account);
    perform set_config('operant.context', '', true);
    if not there then
        raise exception 'operant: Customer % has no account %', customer, account
            using errcode = 'P0002', hint = 'Who is no account holder but an end user is answered by refer_end_user().';
    end if;
    insert into privacy.subject_request as r (customer_id, account_id, kind)
    values (customer, account, receive_request.kind) returning r.* into request;
    perform privacy.log_request(request, 'received', ordered_by, reason);
    return request.request_id;
end $$;
comment on function privacy.receive_request(uuid, uuid, text, text, text) is
    'Notes that an account holder asks for access, correction or deletion; due in a month. P0002 when there is no such account';

-- Nobody looks into a Customer's account for a person who isn't Operant's to answer.
create function privacy.refer_end_user(customer uuid, ordered_by text, reason text, out request_id uuid, out answer text)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    request privacy.subject_request;
    name    text;
begin
    perform tenancy.take_scope(customer);
    select c.name into name from tenancy.customer c where c.customer_id = customer;
    perform set_config('operant.context', '', true);
    if name is null then
        raise exception 'operant: there is no Customer %', customer using errcode = 'P0002';
    end if;
    insert into privacy.subject_request as r (customer_id, kind, state, closed_at)
    values (customer, 'end_user', 'referred', now()) returning r.* into request;
    perform privacy.log_request(request, 'referred', ordered_by, reason);
    request_id := request.request_id;
    answer := format('Your information is held in the account of %s, who decides about it. Please direct your request to %1$s; '
                     'we will assist them in responding.', name);
end $$;
comment on function privacy.refer_end_user(uuid, text, text) is
    'Answers an end user of a Customer with that Customer''s name to turn to, and notes it; P0002 when there is no such Customer';

create function privacy.extend_request(request_id uuid, until timestamptz, ordered_by text, reason text) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    request privacy.subject_request;
begin
    update privacy.subject_request r set due_at = extend_request.until
     where r.request_id = extend_request.request_id and r.state = 'received' and r.due_at < extend_request.until
    returning r.* into request;
    if request.request_id is null then
        raise exception 'operant: there is no open request % that is due before %', request_id, until using errcode = '55000';
    end if;
    perform privacy.log_request(request, 'extended', ordered_by, reason);
end $$;
comment on function privacy.extend_request(uuid, timestamptz, text, text) is
    'Gives a request more time, at most three months from when it was received; tell the person why';

create function privacy.close_request(request_id uuid, state text, ordered_by text, reason text) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    request privacy.subject_request;
    there   boolean;
begin
    if coalesce(state, '') not in ('answered', 'refused') then
        raise exception 'operant: a request is answered or refused' using errcode = '22023';
    end if;
    update privacy.subject_request r set state = close_request.state, closed_at = now()
     where r.request_id = close_request.request_id and r.state = 'received'
    returning r.* into request;
    if request.request_id is null then
        raise exception 'operant: there is no open request %', request_id using errcode = '55000';
    end if;
    if request.kind = 'deletion' and state = 'answered' then
        perform tenancy.take_scope(request.customer_id);
        there := exists (select from panel.account a
                          where a.customer_id = request.customer_id and a.account_id = request.account_id);
        perform set_config('operant.context', '', true);
        if there then
            raise exception 'operant: the account is still there, so its deletion can''t have been answered'
                using errcode = '55000', hint = 'Delete it, or refuse the request and say why.';
        end if;
    end if;
    perform privacy.log_request(request, state, ordered_by, reason);
end $$;
comment on function privacy.close_request(uuid, text, text, text) is
    'Closes a request as answered or refused; 55000 when it was closed before, or the account that was to be deleted is there';

create function privacy.requests(with_closed boolean default false)
    returns table (request_id uuid, customer_id uuid, account_id uuid, kind text, state text, received_at timestamptz,
                   due_at timestamptz, closed_at timestamptz, is_overdue boolean)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select r.request_id, r.customer_id, r.account_id, r.kind, r.state, r.received_at, r.due_at, r.closed_at,
           r.state = 'received' and r.due_at < now()
      from privacy.subject_request r where r.state = 'received' or requests.with_closed
     order by r.due_at, r.request_id;
end;
comment on function privacy.requests(boolean) is 'Requests that are open, or all; those that are due first come first';

create function privacy.work_on_request(
    request_id uuid, out token text, out customer uuid, out account uuid, out kind text)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    select r.customer_id, r.account_id, r.kind into customer, account, kind from privacy.subject_request r
     where r.request_id = work_on_request.request_id and r.state = 'received';
    if customer is null then
        raise exception 'operant: there is no open request %', request_id using errcode = '55000';
    end if;
    token := tenancy.seal_job(customer, 'subject');
end $$;
comment on function privacy.work_on_request(uuid) is
    'A scope of the job "subject" at the Customer of an open request; good once this is committed';

create function privacy.request_for_deletion(account uuid) returns boolean
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
    return exists (select from privacy.subject_request r
                    where r.customer_id = tenancy.current_customer() and r.account_id = account
                      and r.kind = 'deletion' and r.state = 'received');
comment on function privacy.request_for_deletion(uuid) is 'Whether there is an open request to delete an account of the scope''s Customer';

-- What is held --------------------------------------------------------------------------------------------------------

-- How a row of a table names a person, as a condition on t: $1 is the account, $2 its address, $3 the account as an actor.
-- The narrow one finds what is about the person; the other one also what the person made, and what only mentions them.
create function privacy.subject_condition(target regclass, narrow boolean) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
begin atomic
    select string_agg(case
               when a.atttypid = 'uuid'::regtype then format('t.%I = $1', a.attname)
               when narrow then format('lower(t.%I) = $2', a.attname)
               when a.atttypid in ('json'::regtype, 'jsonb'::regtype)
               then format('(position($1::text in t.%1$I::text) > 0 or position($2 in lower(t.%1$I::text)) > 0)', a.attname)
               else format('(lower(t.%1$I) = $2 or t.%1$I = $3 or t.%1$I = $1::text)', a.attname) end, ' or ' order by a.attnum)
      from pg_attribute a
     where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attname <> 'customer_id'
       and (a.atttypid = 'uuid'::regtype or a.atttypid = 'text'::regtype and (a.attname ~ 'email$' or not narrow)
            or a.atttypid in ('json'::regtype, 'jsonb'::regtype) and not narrow);
end;
comment on function privacy.subject_condition(regclass, boolean) is
    'How rows of a table name a person: by identifier, address, as actor or in JSON; narrow: only what is about them. NULL where none can';

-- Under the job's scope. Credentials are counted and not shown: whoever reads an answer shouldn't be able to sign in.
create function privacy.collect_subject(account uuid)
    returns table (table_name text, data_class text, purpose text, kept text, held jsonb)
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set intervalstyle = 'postgres'
as $$
declare
    place   record;
    address text;
    secrets text[];
begin
    select lower(a.email) into address from panel.account a
     where a.customer_id = tenancy.current_customer() and a.account_id = account;
    for place in select o.target, t.schema_name, t.table_name, t.data_class, r.purpose, privacy.subject_condition(o.target, false) as names,
                        case when r.period is null then r.at_end
                             else format('%s from %s, then %s', r.period, r.clock, r.at_end) end as kept
                   from unnest(privacy.deletion_order()) with ordinality o (target, place)
                   join pg_class c on c.oid = o.target
                   join tenancy.tenant_table t on (t.schema_name, t.table_name) = (c.relnamespace::regnamespace::name, c.relname)
                   join tenancy.retention_rule r on (r.schema_name, r.table_name) = (t.schema_name, t.table_name)
                  order by o.place desc loop
        continue when place.names is null;
        table_name := place.schema_name || '.' || place.table_name;
        data_class := place.data_class;
        purpose := place.purpose;
        kept := place.kept;
        if place.data_class = 'credential' then
            execute format('select jsonb_build_object(''rows'', count(*), ''shown'', false) from %s t '
                           'where t.customer_id = tenancy.current_customer() and (%s)', place.target, place.names)
               into held using account, address, 'account:' || account;
            if held->>'rows' <> '0' then
                return next;
            end if;
        else
            secrets := array(
                select a.attname::text from pg_attribute a
                  left join tenancy.column_class k
                    on (k.schema_name, k.table_name, k.column_name) = (place.schema_name, place.table_name, a.attname)
                 where a.attrelid = place.target and a.attnum > 0 and not a.attisdropped
                   and coalesce(k.data_class, privacy.column_class(
                       place.data_class, format_type(a.atttypid, null), a.attname)) = 'credential');
            for held in execute format('select to_jsonb(t) - $4 from %s t '
                                       'where t.customer_id = tenancy.current_customer() and (%s)', place.target, place.names)
                          using account, address, 'account:' || account, secrets loop
                return next;
            end loop;
        end if;
    end loop;
end $$;
comment on function privacy.collect_subject(uuid) is
    'Every row of the scope''s Customer that names an account holder, with its table, why it is held and how long; credentials are counted';

create function privacy.forget_sign_in(account uuid, links uuid[]) returns bigint
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    gone  bigint;
    total bigint := 0;
begin
    -- What the policies ask of rows; these tables have none. Refuses under a legal hold.
    perform tenancy.deletable_customer('account');
    if not privacy.request_for_deletion(account) then
        raise exception 'operant: there is no open request to delete this account' using errcode = '55000';
    end if;
    delete from gateway.sign_in s where s.customer_id = tenancy.current_customer() and s.account_id = account;
    get diagnostics gone = row_count;
    total := total + gone;
    delete from gateway.secret s
     where s.customer_id = tenancy.current_customer() and (s.subject_id = account or s.subject_id = any (links));
    get diagnostics gone = row_count;
    return total + gone;
end $$;
comment on function privacy.forget_sign_in(uuid, uuid[]) is
    'Takes an account of the scope''s Customer, and its links, out of the gateways; returns how many entries';

-- With the operator's own rights, so a legal hold refuses it, as it does every deletion. What the Customer has, such as the
-- dashboards that the person made, stays the Customer's, and so do audit and billing: there the account is an identifier
-- that leads to nobody any more.
create function privacy.delete_subject(account uuid) returns table (table_name text, removed bigint)
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    own     constant uuid := tenancy.current_customer();
    place   record;
    address text;
begin
    if exists (select from panel.answerable_owner o where o.customer_id = own and o.account_id = account) then
        raise exception 'operant: this account answers for its Customer, so it can''t be deleted' using errcode = '55000',
            hint = 'Another owner has to take over first, in the Panel; or terminate the Customer.';
    end if;
    select lower(a.email) into address from panel.account a where a.customer_id = own and a.account_id = account;
    table_name := 'gateways';
    removed := privacy.forget_sign_in(account,
        array(select l.link_id from panel.unsubscribe_link l where l.customer_id = own and l.account_id = account));
    return next;
    for place in select o.target, t.schema_name, t.table_name, privacy.subject_condition(o.target, true) as names
                   from unnest(privacy.deletion_order()) with ordinality o (target, place)
                   join pg_class c on c.oid = o.target
                   join tenancy.tenant_table t on (t.schema_name, t.table_name) = (c.relnamespace::regnamespace::name, c.relname)
                  where t.data_class in ('account', 'credential', 'usage', 'telemetry')
                  order by o.place loop
        continue when place.names is null;
        execute format('delete from %s t where t.customer_id = $3 and (%s)', place.target, place.names)
            using account, address, own;
        get diagnostics removed = row_count;
        table_name := place.schema_name || '.' || place.table_name;
        if removed > 0 then
            return next;
        end if;
    end loop;
end $$;
comment on function privacy.delete_subject(uuid) is
    'Deletes what is held about an account holder of the scope''s Customer, where a request asks for it; 55000 for the owner who answers for it, 42501 under a legal hold';

grant execute on function
    privacy.receive_request(uuid, uuid, text, text, text), privacy.refer_end_user(uuid, text, text),
    privacy.extend_request(uuid, timestamptz, text, text), privacy.close_request(uuid, text, text, text),
    privacy.requests(boolean), privacy.work_on_request(uuid), privacy.request_for_deletion(uuid),
    privacy.subject_condition(regclass, boolean), privacy.collect_subject(uuid), privacy.forget_sign_in(uuid, uuid[]),
    privacy.delete_subject(uuid) to operant_operator;
grant select on tenancy.column_class to operant_operator;
