-- What is done with more rights than the application's leaves an entry in the audit log of the Customer that it is about,
-- whoever does it and by whatever client (SEC-4, SEC-5); and the logs are verified, without a look at what they say.
--
-- The database does both under a scope of one Customer at a time that it seals itself, as no role sees several.

-- Granted to nobody, so the functions of operant_owner alone can. Whoever may become operant_owner could read the keys.
create function tenancy.seal_scope(version text, customer uuid, actor text, ends_at timestamptz) returns text
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    key     tenancy.signing_key;
    content text;
begin
    select * into strict key from tenancy.signing_key k where k.accepted_until = 'infinity';
    content := concat_ws('.', version, key.key_id, customer, actor, floor(extract(epoch from ends_at))::bigint);
    return content || '.' || encode(sha256(key.outer_pad || sha256(key.inner_pad || convert_to(content, 'UTF8'))), 'hex');
end $$;
comment on function tenancy.seal_scope(text, uuid, text, timestamptz) is
    'A scope token of the database''s own; granted to nobody';

-- Granted to nobody, too: the functions that begin with it are for those who have no scope, and end without one.
create function tenancy.take_scope(customer uuid) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(current_setting('operant.context', true), '') <> '' then
        raise exception using errcode = '42501', message = 'operant: this transaction is already bound';
    end if;
    perform set_config('operant.context', tenancy.seal_scope('v1', customer, 'role:' || replace(session_user, '.', '_'),
                                                             clock_timestamp() + interval '1 minute'), true);
end $$;
comment on function tenancy.take_scope(uuid) is 'Binds a function that runs as operant_owner to a Customer, where nothing is bound; granted to nobody';

create function tenancy.is_customer(id uuid) returns boolean
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    there boolean;
begin
    perform tenancy.take_scope(id);
    there := exists (select from tenancy.customer c where c.customer_id = id);
    perform set_config('operant.context', '', true);
    return there;
end $$;
comment on function tenancy.is_customer(uuid) is 'Whether there is such a Customer; granted to nobody';

-- Adds an entry about a Customer for somebody who has no scope of it. The scope that this takes is gone when it returns.
create function audit.append_for(customer uuid, action text, object_type text, object_id text, reason text, details json)
    returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
begin
    if current_setting('transaction_read_only')::boolean then
        raise exception 'operant: what is done with elevated rights is recorded, which a read-only transaction can''t'
            using errcode = '25006', hint = 'Begin the transaction READ WRITE.';
    end if;
    perform tenancy.take_scope(customer);
    perform audit.append(action, object_type, object_id, inet_client_addr(), reason, 'session:' || pg_backend_pid(), details);
    perform set_config('operant.context', '', true);
end $$;
comment on function audit.append_for(uuid, text, text, text, text, json) is
    'Records what a login did about a Customer whose scope it doesn''t have; granted to nobody, called by functions that do it';

-- What is about no Customer has a log of its own, under an id that no Customer has; it is verified with the others.
create function audit.append_for_platform(action text, object_type text, object_id text, reason text, details json)
    returns void
    language sql volatile
    set search_path = pg_catalog, pg_temp
begin atomic
    select audit.append_for('00000000-0000-0000-0000-000000000000', action, object_type, object_id, reason, details);
end;
comment on function audit.append_for_platform(text, text, text, text, json) is
    'Records what an elevated login did that is about no Customer; granted to nobody';

-- Called by tenancy.bind() for whoever is no login of the application's. An elevated use is on record already, and reads
-- alone, but for the operator's; anybody else is recorded here, in the transaction that does the work, and can't do any in
-- a transaction that can't be written in.
create function tenancy.record_elevated() returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    if current_setting('operant.context') like 'e1.%' then
        perform tenancy.current_customer();
        if not exists (select from tenancy.elevated_use u where u.role_name = 'operant_operator'
                          and u.use_id = substr(split_part(current_setting('operant.context'), '.', 4), 5)::uuid) then
            perform set_config('transaction_read_only', 'on', true);
        end if;
        return;
    end if;
    if current_setting('transaction_read_only')::boolean then
        raise exception 'operant: what is done with elevated rights is recorded, which a read-only transaction can''t'
            using errcode = '25006', hint = 'Begin the transaction READ WRITE.';
    end if;
    perform audit.append('elevated.bound', 'login', left(session_user, 100), inet_client_addr(),
                         'a login that is not the application''s works on this Customer', 'session:' || pg_backend_pid(),
                         json_build_object('login', session_user));
end $$;
comment on function tenancy.record_elevated() is 'For tenancy.bind(): the audit entry of a login that is not the application''s';

-- Auditors ------------------------------------------------------------------------------------------------------------

create function audit.open(customer uuid, reason text, out token text, out ends_at timestamptz)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    at  constant timestamptz := clock_timestamp();
    use tenancy.elevated_use;
begin
    -- One that was erased has an audit log still.
    if not (tenancy.is_customer(customer) or exists (select from audit.head h where h.customer_id = customer)) then
        raise exception 'operant: there is no Customer %', customer using errcode = '23503';
    end if;
    delete from tenancy.elevated_use u where u.ends_at < now() - interval '1 day';
    insert into tenancy.elevated_use as u (role_name, login, customer_id, opened_at, ends_at)
    values ('operant_auditor', session_user, customer, at, at + interval '15 minutes')
    returning u.* into use;
    perform audit.append_for(customer, 'audit.opened', 'elevated_use', use.use_id::text, reason,
                             json_build_object('login', session_user, 'ends_at', use.ends_at));
    token := tenancy.seal_scope('e1', customer, 'use:' || use.use_id, use.ends_at);
    ends_at := use.ends_at;
end $$;
comment on function audit.open(uuid, text) is
    'For an auditor: records who reads a Customer''s audit log and billing, and why; the token reads them for 15 minutes, once that is committed';
grant execute on function audit.open(uuid, text) to operant_auditor;

-- The operator's jobs -----------------------------------------------------------------------------------------------

-- Whose use a job has, so that each of its steps leaves no entry of its own: one that was committed and has half an hour
-- left, which is what a step has. By the login and the job's name, so that naming another one makes one entry more, and
-- never one less.
create function tenancy.job_use(customer uuid, job text) returns tenancy.elevated_use
    language sql stable
    set search_path = pg_catalog, pg_temp
    return (select u from tenancy.elevated_use u
             where u.role_name = 'operant_operator' and u.login = session_user and u.customer_id = job_use.customer
               and u.job = job_use.job and u.opened_at < now() and u.ends_at > now() + interval '30 minutes'
             order by u.ends_at desc limit 1);
comment on function tenancy.job_use(uuid, text) is 'The session''s login''s open use for a job at a Customer; granted to nobody';

create function tenancy.job_is_open(customer uuid, job text) returns boolean
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
    return (tenancy.job_use(customer, job)).use_id is not null;
comment on function tenancy.job_is_open(uuid, text) is
    'Whether what seal_job() gives now is good in this transaction already, as the use that it is for has been committed';

-- An erased Customer's audit log is kept as it ended, and gone in the end: what is done at it afterwards is in the
-- platform's.
create function tenancy.open_job(customer uuid, job text, life interval) returns text
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    at      constant timestamptz := clock_timestamp();
    is_in   text;
    use     tenancy.elevated_use;
    details json;
begin
    select l.state into is_in from tenancy.lifecycle l where l.customer_id = customer;
    if is_in is null and not tenancy.is_customer(customer) then
        raise exception 'operant: there is no Customer %', customer using errcode = 'P0002';
    end if;
    delete from tenancy.elevated_use u where u.ends_at < now() - interval '1 day';
    insert into tenancy.elevated_use as u (role_name, login, customer_id, job, opened_at, ends_at)
    values ('operant_operator', session_user, customer, open_job.job, at, at + life)
    returning u.* into use;
    details := json_build_object('login', session_user, 'job', job, 'ends_at', use.ends_at);
    if is_in = 'erased' then
        perform audit.append_for_platform('job.opened', 'elevated_use', use.use_id::text,
                                          'a job of the operator works on an erased Customer', details);
    else
        perform audit.append_for(customer, 'job.opened', 'elevated_use', use.use_id::text,
                                 'a job of the operator works on this Customer', details);
    end if;
    return tenancy.seal_scope('e1', customer, 'use:' || use.use_id, use.ends_at);
end $$;
comment on function tenancy.open_job(uuid, text, interval) is
    'Records that a job works on a Customer, and gives the token for it, which ends with its life; granted to nobody';

create function tenancy.seal_job(customer uuid, job text) returns text
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    use constant tenancy.elevated_use := tenancy.job_use(customer, job);
begin
    if customer is null or coalesce(job, '') !~ '^[a-z][a-z0-9_-]{0,39}$' then
        raise exception 'operant: a job''s scope takes a Customer and the job''s name, in lower case' using errcode = '22023';
    end if;
    if use.use_id is null then
        return tenancy.open_job(customer, job, interval '1 hour');
    end if;
    return tenancy.seal_scope('e1', customer, 'use:' || use.use_id, use.ends_at);
end $$;
comment on function tenancy.seal_job(uuid, text) is
    'For the operator: records that a job works on a Customer, once in half an hour; the token reaches that Customer for an hour at most, once that is committed';
grant execute on function tenancy.seal_job(uuid, text), tenancy.job_is_open(uuid, text) to operant_operator;

-- A use goes on: what reads from one snapshot can't take another token, as its snapshot doesn't see the use of that one.
-- What is renewed is on record before it is good, as what is opened: renew_job() records, and seal_renewal() gives nothing
-- before that is committed. A use that has ended isn't renewed, and no token is good in a new transaction for longer.

-- The token says which use. Its seal isn't asked for, as its key may have been replaced since: the use is the login's own or
-- it is nobody's.
create function tenancy.own_job(token text) returns tenancy.elevated_use
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    actor constant text := split_part(token, '.', 4);
    use   tenancy.elevated_use;
begin
    select * into use from tenancy.elevated_use u
     where u.use_id = case when actor ~ '^use:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then substr(actor, 5)::uuid end
       and u.role_name = 'operant_operator' and u.login = session_user and u.opened_at < now()
       and u.ends_at > clock_timestamp()
       for update;
    if not found then
        raise exception using errcode = '42501', message = 'operant: no valid scope';
    end if;
    return use;
end $$;
comment on function tenancy.own_job(text) is
    'Locks the session''s login''s open use that a token is of; 42501 when it has none, or it has ended. Granted to nobody';

create function tenancy.renew_job(token text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    at  constant timestamptz := clock_timestamp();
    use tenancy.elevated_use := tenancy.own_job(token);
begin
    update tenancy.elevated_use u
       set renewed_at = at, ends_at = at + (u.ends_at - coalesce(u.renewed_at, u.opened_at))
     where u.use_id = use.use_id
    returning u.* into use;
    perform audit.append_for(use.customer_id, 'job.renewed', 'elevated_use', use.use_id::text,
                             'a job of the operator goes on working on this Customer',
                             json_build_object('login', session_user, 'job', use.job, 'ends_at', use.ends_at));
end $$;
comment on function tenancy.renew_job(text) is 'Records that the use of a token goes on for as long again as it had; granted to nobody';

create function tenancy.seal_renewal(token text) returns text
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    use  constant tenancy.elevated_use := tenancy.own_job(token);
    ends constant text := floor(extract(epoch from use.ends_at) * 1000)::bigint;
begin
    if use.renewed_at is null or use.renewed_at >= now() then
        raise exception using errcode = '42501', message = 'operant: no valid scope';
    end if;
    return ends || '.' || tenancy.hmac_sha256(use.renewal_key, ends);
end $$;
comment on function tenancy.seal_renewal(text) is
    'The newest renewal of the use of a token, for the setting operant.renewal; 42501 before it has been committed. Granted to nobody';

-- Verification --------------------------------------------------------------------------------------------------------

create function audit.customers() returns setof uuid
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select h.customer_id from audit.head h order by h.customer_id;
end;
comment on function audit.customers() is 'Whose audit logs there are, as identifiers alone';

-- Recomputes one Customer's chain and compares it with its head. Tells numbers and hashes, nothing that an entry says.
-- STABLE, so that entries and head are of one snapshot, whatever is added meanwhile.
create function audit.verify(
    customer uuid, out entries bigint, out number bigint, out hash bytea, out fault_number bigint, out fault text)
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    head     audit.head;
    entry    record;
    computed bytea;
begin
    perform tenancy.take_scope(customer);
    entries := 0;
    number := 0;
    hash := audit.genesis(customer);
    for entry in select * from audit.entry e where e.customer_id = customer order by e.number loop
        fault_number := number + 1;
        computed := audit.entry_hash(entry.previous_hash, entry.customer_id, entry.number, entry.at, entry.actor,
            entry.action, entry.object_type, entry.object_id, entry.address, entry.reason, entry.request_id, entry.details);
        fault := case when entry.number <> number + 1 then 'missing'
                      when entry.hash <> computed then 'changed'
                      when entry.previous_hash <> hash then 'detached' end;
        exit when fault is not null;
        entries := entries + 1;
        number := entry.number;
        hash := entry.hash;
    end loop;
    perform set_config('operant.context', '', true);
    if fault is null then
        select * into head from audit.head h where h.customer_id = customer;
        fault_number := number + 1;
        fault := case when head.number is null and number > 0 then 'headless'
                      when head.number > number then 'cut off'
                      when head.number < number then 'added past the head'
                      when head.hash <> hash then 'rewritten' end;
        if fault in ('added past the head', 'rewritten') then
            fault_number := least(head.number + 1, number);
        end if;
    end if;
    if fault is null then
        fault_number := null;
    end if;
end $$;
comment on function audit.verify(uuid) is
    'Recomputes a Customer''s audit log: how many entries are in order, number and hash of the last of them, and the first fault: missing, changed, detached, cut off, added past the head, rewritten or headless';

create function audit.hash_of(customer uuid, number bigint) returns bytea
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    found_hash bytea;
begin
    perform tenancy.take_scope(customer);
    select e.hash into found_hash from audit.entry e where e.customer_id = customer and e.number = hash_of.number;
    perform set_config('operant.context', '', true);
    return case when number = 0 then audit.genesis(customer) else found_hash end;
end $$;
comment on function audit.hash_of(uuid, bigint) is 'Hash of one entry, to be compared with an anchor; NULL where there is none';
grant usage on schema audit to operant_auditor;
grant execute on function audit.customers(), audit.verify(uuid), audit.hash_of(uuid, bigint) to operant_auditor;
