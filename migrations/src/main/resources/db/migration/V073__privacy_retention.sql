-- Privacy: the job that enforces the register (PRV-1). Tables by time lose partitions (V007); of others it deletes what is
-- older than their rule says, Customer by Customer, in batches of a transaction each, so it can be ended and begun again
-- at any time. Of erased Customers it deletes what was kept, once that time is over too: a chain whole, in one statement.

create table privacy.retention_run (
    is_only     boolean     primary key default true check (is_only),
    after       uuid,
    started_at  timestamptz not null default now(),
    finished_at timestamptz,
    customers   bigint      not null default 0,
    removed     bigint      not null default 0
);
comment on table privacy.retention_run is 'How far the retention job has got: it goes on after this Customer, and forgets it when it is done. One row';
insert into privacy.retention_run (finished_at) values (now());

-- No role can see the Customers; these are the identifiers of those whom somebody could sign in to, or that were erased.
create function gateway.customers_after(after uuid, most integer) returns setof uuid
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with recursive c (customer_id) as (
        (select s.customer_id from gateway.sign_in s where s.customer_id > customers_after.after order by 1 limit 1)
        union all
        select (select s.customer_id from gateway.sign_in s where s.customer_id > c.customer_id order by 1 limit 1)
          from c where c.customer_id is not null)
    select c.customer_id from c where c.customer_id is not null limit least(customers_after.most, 1000);
end;
comment on function gateway.customers_after(uuid, integer) is
    'Customers that have an account to sign in to, in the order of their identifiers, at most 1,000; for the retention job';
select gateway.hand_over();
revoke execute on function gateway.customers_after(uuid, integer) from operant_runtime;
grant execute on function gateway.customers_after(uuid, integer) to operant_operator;

create function privacy.erased_after(after uuid, most integer) returns setof uuid
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select l.customer_id from tenancy.lifecycle l
     where l.state = 'erased' and l.customer_id > erased_after.after order by 1 limit least(erased_after.most, 1000);
end;
comment on function privacy.erased_after(uuid, integer) is 'Customers that were erased, in the order of their identifiers, at most 1,000';

-- What is due of the scope's Customer now, and of which table. Counts only.
create function privacy.due_in_scope()
    returns table (schema_name text, table_name text, due bigint, because text)
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    own  constant uuid := tenancy.current_customer();
    rule record;
    life record;
    stale text;
begin
    select * into life from privacy.state(own);
    for rule in select r.* from tenancy.retention_rule r
                  join tenancy.tenant_table t on (t.schema_name, t.table_name) = (r.schema_name, r.table_name)
                 where (life.state = 'erased' and r.at_end = 'kept beyond its Customer'
                        and (life.since + r.period <= now() or exists (
                            select from tenancy.pseudonym_rule p
                             where (p.schema_name, p.table_name) = (r.schema_name, r.table_name))))
                    or (life.state <> 'erased' and r.at_end = 'deleted')
                 order by r.schema_name, r.table_name loop
        schema_name := rule.schema_name;
        table_name := rule.table_name;
        because := format('%s from %s, then %s', rule.period, rule.clock, rule.at_end);
        if rule.at_end = 'deleted' then
            execute format('select count(*) from %I.%I t where t.customer_id = $1 and t.%I < now() - $2',
                           rule.schema_name, rule.table_name, rule.clock) into due using own, rule.period;
        elsif life.since + rule.period > now() then
            -- A rule that came after the erasure.
            select string_agg(format('t.%I is distinct from %L', p.column_name, p.replacement), ' or '),
                   'replaced: ' || string_agg(p.column_name, ', ' order by p.column_name) into stale, because
              from tenancy.pseudonym_rule p
             where (p.schema_name, p.table_name) = (rule.schema_name, rule.table_name);
            execute format('select count(*) from %I.%I t where t.customer_id = $1 and (%s)', rule.schema_name, rule.table_name, stale)
               into due using own;
        else
            execute format('select count(*) from %I.%I t where t.customer_id = $1', rule.schema_name, rule.table_name)
               into due using own;
        end if;
        if due > 0 then
            return next;
        end if;
    end loop;
end $$;
comment on function privacy.due_in_scope() is 'How many rows of the scope''s Customer each rule would delete now, or replace values in; changes nothing';

-- The same for who has no scope: numbers, under a scope that is gone when it returns. So the job opens a use, which the
-- Customer sees in its audit log, at those alone of whom something is to be deleted.
create function privacy.retention_due(customer uuid)
    returns table (schema_name text, table_name text, due bigint, because text)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from privacy.holds(customer) h where h.stands) then
        return;
    end if;
    perform tenancy.take_scope(customer);
    return query select * from privacy.due_in_scope();
    perform set_config('operant.context', '', true);
end $$;
comment on function privacy.retention_due(uuid) is
    'How many rows of a Customer each rule would delete now, as numbers; none while a legal hold stands';

-- One Customer, one batch of one table; returns 0 when nothing is left to do. The policy for DELETE refuses it while a
-- hold stands, so such a Customer is left out.
create function privacy.retain_step(customer uuid, most integer default 2000) returns bigint
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    due  record;
    rule tenancy.retention_rule;
    gone bigint;
begin
    if exists (select from privacy.holds(customer) h where h.stands) then
        return 0;
    end if;
    perform tenancy.bind(tenancy.seal_job(customer, 'retention'), false);
    for due in select d.schema_name, d.table_name, o.place
                 from privacy.due_in_scope() d, privacy.deletion_order() o0,
                      unnest(o0.tables) with ordinality o (target, place)
                where o.target = format('%I.%I', d.schema_name, d.table_name)::regclass
                order by o.place limit 1 loop
        select * into strict rule from tenancy.retention_rule r
         where (r.schema_name, r.table_name) = (due.schema_name, due.table_name);
        if rule.at_end = 'deleted' then
            execute format('delete from %1$I.%2$I t where t.customer_id = $1 and t.%3$I < now() - $2 and t.ctid = any (array('
                           'select d.ctid from %1$I.%2$I d where d.customer_id = $1 and d.%3$I < now() - $2 limit $3))',
                           rule.schema_name, rule.table_name, rule.clock) using customer, rule.period, most;
        elsif (privacy.state(customer)).since + rule.period > now() then
            return privacy.pseudonymise_batch(format('%I.%I', rule.schema_name, rule.table_name)::regclass, most);
        else
            execute format('delete from %I.%I t where t.customer_id = $1', rule.schema_name, rule.table_name) using customer;
        end if;
        get diagnostics gone = row_count;
        return gone;
    end loop;
    return 0;
end $$;
comment on function privacy.retain_step(uuid, integer) is
    'Deletes one batch of what the register no longer keeps of a Customer, once seal_job(customer, ''retention'') is committed; 0 when there is nothing (more), or a legal hold stands';

create function privacy.note_retention(after uuid, removed bigint, is_done boolean) returns uuid
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    run privacy.retention_run;
begin
    select * into strict run from privacy.retention_run r for update nowait;
    if note_retention.after is null and run.finished_at is not null then
        update privacy.retention_run r
           set after = '00000000-0000-0000-0000-000000000000', started_at = now(), finished_at = null, customers = 0, removed = 0
        returning * into run;
    elsif note_retention.after is not null then
        update privacy.retention_run r
           set after = case when not is_done then note_retention.after end, removed = r.removed + note_retention.removed,
               customers = r.customers + (r.after is distinct from note_retention.after)::integer,
               finished_at = case when is_done then now() end
        returning * into run;
    end if;
    return run.after;
end $$;
comment on function privacy.note_retention(uuid, bigint, boolean) is
    'Notes how far the retention job has got, and tells after which Customer to go on; NULL to begin or to go on';

-- What proves an erasure has an end as well. That the Customer was erased stays, so that its identifier opens nothing.
create function privacy.forget_records() returns bigint
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with old as (
        select e.customer_id from privacy.erasure e
          join tenancy.retention_rule r on r.schema_name = 'privacy' and r.table_name = 'erasure'
         where e.finished_at < now() - r.period),
    holds as (
        delete from tenancy.legal_hold h using tenancy.retention_rule r
         where r.schema_name = 'tenancy' and r.table_name = 'legal_hold' and h.ends_at < now() - r.period
        returning 1),
    moves as (
        delete from privacy.move m using old where m.customer_id = old.customer_id returning 1),
    tables as (
        delete from privacy.erasure_table t using old where t.customer_id = old.customer_id returning 1),
    erasures as (
        -- The foreign key is checked at the end of the statement.
        delete from privacy.erasure e using old where e.customer_id = old.customer_id returning 1),
    heads as (
        delete from audit.head h using tenancy.lifecycle l, tenancy.retention_rule r
         where r.schema_name = 'audit' and r.table_name = 'head' and l.customer_id = h.customer_id
           and l.state = 'erased' and l.since < now() - r.period
        returning 1),
    grants as (
        delete from support.access_grant g using tenancy.retention_rule r
         where r.schema_name = 'support' and r.table_name = 'access_grant' and g.asked_at < now() - r.period
        returning 1),
    uses as (
        delete from tenancy.elevated_use u using tenancy.retention_rule r
         where r.schema_name = 'tenancy' and r.table_name = 'elevated_use' and u.ends_at < now() - r.period
        returning 1),
    requests as (
        delete from privacy.subject_request q using tenancy.retention_rule r
         where r.schema_name = 'privacy' and r.table_name = 'subject_request' and q.closed_at < now() - r.period
        returning 1)
    select (select count(*) from requests) + (select count(*) from heads) + (select count(*) from grants) + (select count(*) from uses) +
           (select count(*) from holds) + (select count(*) from moves) + (select count(*) from tables)
           + (select count(*) from erasures);
end;
comment on function privacy.forget_records() is
    'Deletes records of erasures, moves, holds and elevated uses whose own time is over; returns how many';

create procedure privacy.enforce_retention(most integer default 2000)
    language plpgsql
as $$
declare
    place   uuid;
    next_one uuid;
    gone    bigint;
begin
    place := privacy.note_retention(null, 0, false);
    loop
        select min(c.c::text)::uuid into next_one
          from (select gateway.customers_after(place, 1) union all select privacy.erased_after(place, 1)) c (c);
        exit when next_one is null;
        -- Noted when it is done: a Customer at whom the job was ended is done again, as nothing can be deleted twice.
        gone := (select count(*) from privacy.retention_due(next_one));
        while gone > 0 loop
            if not tenancy.job_is_open(next_one, 'retention') then
                perform tenancy.seal_job(next_one, 'retention');
                commit;
            end if;
            gone := privacy.retain_step(next_one, most);
            perform privacy.note_retention(place, gone, false);
            commit;
        end loop;
        place := next_one;
        perform privacy.note_retention(place, 0, false);
        commit;
    end loop;
    perform privacy.note_retention(coalesce(place, '00000000-0000-0000-0000-000000000000'), 0, true);
    commit;
    perform gateway.forget_expired();
    perform privacy.forget_records();
    commit;
end $$;
comment on procedure privacy.enforce_retention(integer) is
    'Deletes whatever the register no longer keeps, all Customers in turn, in batches; when it was interrupted, call it again. Outside of a transaction';
revoke all on procedure privacy.enforce_retention(integer) from public;

create procedure privacy.preview_retention(inout report json default '[]')
    language plpgsql
as $$
declare
    place uuid := '00000000-0000-0000-0000-000000000000';
    part  json;
begin
    report := '[]';
    loop
        select min(c.c::text)::uuid into place
          from (select gateway.customers_after(place, 1) union all select privacy.erased_after(place, 1)) c (c);
        exit when place is null;
        select json_agg(json_build_object('customer_id', place, 'table', d.schema_name || '.' || d.table_name,
                                          'rows', d.due, 'because', d.because)) into part
          from privacy.retention_due(place) d;
        if part is not null then
            report := (report::jsonb || part::jsonb)::json;
        end if;
        rollback;
    end loop;
end $$;
comment on procedure privacy.preview_retention(json) is
    'The dry run: what enforce_retention() would delete now, by Customer and table; changes nothing. Outside of a transaction';
revoke all on procedure privacy.preview_retention(json) from public;

grant execute on function privacy.erased_after(uuid, integer), privacy.retention_due(uuid), privacy.due_in_scope(),
    privacy.retain_step(uuid, integer),
    privacy.note_retention(uuid, bigint, boolean), privacy.forget_records() to operant_operator;
grant execute on procedure privacy.enforce_retention(integer), privacy.preview_retention(json) to operant_operator;
