-- Privacy: erasure (PRV-2, PRV-5). One Customer, in steps; each is one transaction that deletes one batch and notes what
-- it deleted, so what was noted is gone and what is gone was noted, whenever and however the job, its session or the
-- server ends. Whoever calls next goes on from there.
--
--   1. key          the Customer's encryption key: from then on its sealed secrets are unreadable, also in backups
--   2. outside      what the gateways and analytics have of it
--   3. one after the other, what refers before what is referred to, as the foreign keys of the catalogue say:
--                   each tenant table whose class isn't kept
--   4. scan         of each kept table: values that needn't be kept are replaced, by tenancy.pseudonym_rule, and every text,
--                   JSON and identifier column is searched for the Customer and its accounts' addresses
--   5. erased       only when nothing was left of what isn't kept, and no table without a Customer names it
--
-- No step may take as long as the job's token is good for, half an hour, nor hold back vacuum for long: so what grows with
-- the Customer is done in batches, also where it is only read. What is left for the last step are a look whether each table
-- is empty, what came into the audit log since, and the tables without a Customer. Those aren't parted: they hold a line or
-- a hash for each of what they are about, and a million such rows are searched in six seconds, so half an hour is for three
-- hundred million.
--
-- All of it runs with the owner's rights, and what it consists of is granted to nobody: so what stands in a certificate is
-- what the database itself did and saw, and not what a login claims or sees. Row-level security binds the owner as it does
-- the operator: it gives this Customer's rows alone, and none to delete as long as a hold stands or the grace period runs.
-- Nothing is locked but these rows.

create table privacy.erasure (
    customer_id uuid        primary key,
    started_at  timestamptz not null default now(),
    ordered_by  text        not null check (length(ordered_by) between 1 and 100),
    reason      text        not null check (length(reason) between 1 and 1000),
    addresses   text[],
    older       text[]      not null,
    key_destroyed_at timestamptz,
    steps       bigint      not null default 0,
    finished_at timestamptz,
    check ((finished_at is null) = (addresses is not null))
);
comment on table privacy.erasure is 'Erasures, running and done; no personal data once it is done, granted to nobody';
comment on column privacy.erasure.addresses is 'email addresses of its accounts, to look for when all is done; gone with the last step';
comment on column privacy.erasure.older is 'virtual transactions that were open when it began; none once they have ended';
comment on column privacy.erasure.steps is 'how many steps have been committed';

create table privacy.erasure_table (
    customer_id uuid    not null references privacy.erasure,
    position    integer not null,
    schema_name text    not null,
    table_name  text    not null,
    data_class  text,
    removed     bigint  not null default 0,
    is_empty    boolean not null default false,
    kept        bigint,
    kept_with_id bigint,
    kept_with_address bigint,
    kept_until  timestamptz,
    kept_reason text,
    pseudonyms  json,
    scanned_to  text[],
    primary key (customer_id, position),
    unique (customer_id, schema_name, table_name),
    check ((kept is null) = (kept_reason is null)),
    check (scanned_to is null or kept is not null)
);
comment on table privacy.erasure_table is 'What an erasure removed of each table, and what was kept there, why and until when; granted to nobody';
comment on column privacy.erasure_table.position is 'order of deletion: what refers comes before what is referred to';
comment on column privacy.erasure_table.pseudonyms is 'which columns of what was kept hold another value now, which and why';
comment on column privacy.erasure_table.scanned_to is 'key of the last row that was counted, without the Customer; gone with the last step';
comment on column privacy.erasure_table.kept is 'rows that were counted, up to scanned_to as long as the erasure runs';
comment on column privacy.erasure_table.kept_with_id is 'values among what was kept that contain the Customer''s identifier';
comment on column privacy.erasure_table.kept_with_address is 'values among what was kept that contain an address of its accounts';

-- What refers comes first. Of tables that refer to each other there is no order, so their names are told.
create function privacy.deletion_order(out tables regclass[]) returns regclass[]
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    remaining regclass[] := array(
        select c.oid::regclass from tenancy.tenant_table t
          join pg_namespace n on n.nspname = t.schema_name
          join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name
         where not c.relispartition order by t.schema_name, t.table_name);
    free regclass[];
begin
    tables := '{}';
    while cardinality(remaining) > 0 loop
        free := array(select r from unnest(remaining) r
                       where not exists (select from pg_constraint f
                                          where f.contype = 'f' and f.confrelid = r and f.conrelid <> r
                                            and f.conrelid = any (remaining))
                       order by r::text);
        if cardinality(free) = 0 then
            raise exception 'operant: these tables refer to each other in a circle: %', array_to_string(remaining, ', ')
                using errcode = '42P17';
        end if;
        tables := tables || free;
        remaining := array(select r from unnest(remaining) r where r <> all (free));
    end loop;
end $$;
comment on function privacy.deletion_order() is 'Tenant tables, those that refer before those that are referred to; 42P17 when there is no such order';

-- By the primary key, from its end: the last of a chain refers to the one before it. PostgreSQL is told to follow the
-- index, so that a batch costs what it deletes and not what there is.
create function privacy.delete_batch(target regclass, most integer) returns bigint
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
    set enable_hashjoin = off
    set enable_mergejoin = off
    set enable_seqscan = off
    set enable_sort = off
    set jit = off
as $$
declare
    own  constant uuid := tenancy.current_customer();
    gone bigint;
    keys text;
    same text;
    back text;
begin
    select string_agg(format('t.%I', a.attname), ', ' order by k.place),
           string_agg(format('t.%I = d.%1$I', a.attname), ' and ' order by k.place),
           string_agg(format('t.%I desc', a.attname), ', ' order by k.place)
      into strict keys, same, back
      from pg_index i
     cross join lateral unnest(i.indkey) with ordinality k (attnum, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
     where i.indrelid = target and i.indisprimary;
    execute format('with d as materialized (select %1$s from %2$s t where t.customer_id = $1 order by %3$s limit $2) '
                   'delete from %2$s t using d where t.customer_id = $1 and %4$s', keys, target, back, same)
        using own, most;
    get diagnostics gone = row_count;
    return gone;
end $$;
comment on function privacy.delete_batch(regclass, integer) is
    'Deletes at most so many of the scope''s Customer''s rows of a table, the last of its primary key first; returns how many';

create function privacy.pseudonyms(target regclass, out fresh text, out stale text) returns record
    language sql stable
    set search_path = pg_catalog, pg_temp
begin atomic
    select string_agg(format('%I = %L', p.column_name, p.replacement), ', '),
           string_agg(format('t.%I is distinct from %L', p.column_name, p.replacement), ' or ')
      from tenancy.pseudonym_rule p join pg_class c on (p.schema_name, p.table_name) = (c.relnamespace::regnamespace::name, c.relname)
     where c.oid = target;
end;
comment on function privacy.pseudonyms(regclass) is
    'What an update sets in a table to replace what needn''t be kept, and which rows t still have it; NULL where no rule says so';

create function privacy.pseudonymise_batch(target regclass, most integer) returns bigint
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    own      constant uuid := tenancy.current_customer();
    rule     constant record := privacy.pseudonyms(target);
    replaced bigint;
begin
    if rule.fresh is null then
        return 0;
    end if;
    execute format('update %1$s u set %2$s where u.customer_id = $1 and u.ctid = any (array('
                   'select t.ctid from %1$s t where t.customer_id = $1 and (%3$s) limit $2))', target, rule.fresh, rule.stale)
        using own, most;
    get diagnostics replaced = row_count;
    return replaced;
end $$;
comment on function privacy.pseudonymise_batch(regclass, integer) is
    'Replaces values in at most so many of the scope''s Customer''s rows of a table, as its rules say; returns in how many';

-- The operator's jobs write into the audit log of the Customer that they are at, as its applications do.
grant usage on schema audit to operant_operator;
grant execute on function audit.append(text, text, text, inet, text, text, json) to operant_operator;

create function privacy.record(action text, ordered_by text, reason text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform audit.append(record.action, 'customer', tenancy.current_customer()::text, inet_client_addr(), record.reason,
                         'privacy', json_build_object('ordered_by', record.ordered_by));
end $$;
comment on function privacy.record(text, text, text) is 'Adds an entry to the audit log of the scope''s Customer';

-- Transactions of the application's that may have a snapshot from before a Customer was terminated: for them it is active,
-- so they go on reading and writing its rows. Whatever began after the first step, which sees the termination committed,
-- sees it, too. So it suffices that those have ended that were open then. Each holds a lock on its own number, from before
-- it has a snapshot until after it was committed, and a number isn't given twice before the server is started anew; a
-- prepared one has rows but no snapshot. It rests upon the hardening: whoever can export a snapshot could hand it on.
--
-- Nobody else is waited for: policies are none for them, or let them in whatever the state, and a backup's snapshot is a
-- backup. Whom pg_stat_activity doesn't know, as it may be older within a transaction, counts as one of the application's.
create function privacy.open_transactions() returns table (number text, session text)
    language sql volatile
    set search_path = pg_catalog, pg_temp
as $$
    select l.virtualtransaction, format('process %s of %s', l.pid, coalesce(r.rolname, 'a new session'))
      from pg_locks l left join pg_stat_activity a on a.pid = l.pid left join pg_roles r on r.oid = a.usesysid
     where l.locktype = 'virtualxid' and l.mode = 'ExclusiveLock' and l.granted and l.pid <> pg_backend_pid()
       and (a.pid is null
            or a.datname = current_database() and not r.rolsuper and pg_has_role(r.oid, 'operant_runtime', 'member'))
    union all
    select null, format('prepared transaction %s of %s', x.gid, x.owner) from pg_prepared_xacts x
     where x.database = current_database() and pg_has_role(x.owner, 'operant_runtime', 'member')
$$;
comment on function privacy.open_transactions() is
    'Open transactions of the application''s logins in this database; without a number: prepared ones. Granted to nobody';

create function privacy.await_older() returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    own   constant uuid := tenancy.elevated_customer('operant_operator');
    older constant text[] := (select e.older from privacy.erasure e where e.customer_id = own);
    still text;
begin
    if older = '{}' then
        return;
    end if;
    -- Requests take milliseconds.
    for i in 1..50 loop
        -- Prepared ones last: one that is being prepared is there before its number is gone.
        select string_agg(o.session, ', ') into still from privacy.open_transactions() o where o.number = any (older);
        if still is null then
            select string_agg(o.session, ', ') into still from privacy.open_transactions() o where o.number is null;
        end if;
        exit when still is null;
        perform pg_sleep(0.1);
    end loop;
    if still is not null then
        raise exception 'operant: transactions are open that began before this erasure, and may still write: %', still
            using errcode = '55000',
                  hint = 'Wait for them or end them, with pg_terminate_backend(process), then go on with the erasure.';
    end if;
    update privacy.erasure e set older = '{}' where e.customer_id = own;
end $$;
comment on function privacy.await_older() is
    'Waits until what was open when the erasure of the scope''s Customer began has ended; 55000 after five seconds. Granted to nobody';

-- The job's own notes.

-- Locks the Customer's row in the lifecycle until the step is committed: a hold that is placed meanwhile waits, and a
-- second job for the same Customer is told.
create function privacy.begin_step(ordered_by text, reason text) returns privacy.erasure
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    own constant uuid := tenancy.elevated_customer('operant_operator');
    life tenancy.lifecycle;
    run privacy.erasure;
begin
    select * into life from tenancy.lifecycle l where l.customer_id = own for update nowait;
    if life.state is distinct from 'erased' then
        -- The same that the policy for DELETE asks.
        perform tenancy.deletable_customer('customer_data');
    end if;
    select * into run from privacy.erasure e where e.customer_id = own;
    if not found then
        insert into privacy.erasure (customer_id, ordered_by, reason, addresses, older)
        values (own, begin_step.ordered_by, begin_step.reason,
                array(select a.email from panel.account a where a.customer_id = own),
                array(select o.number from privacy.open_transactions() o where o.number is not null)) returning * into run;
        insert into privacy.erasure_table (customer_id, position, schema_name, table_name, data_class)
        select own, o.place, t.schema_name, t.table_name, t.data_class
          from unnest(privacy.deletion_order()) with ordinality o (target, place)
          join pg_class c on c.oid = o.target
          join tenancy.tenant_table t on (t.schema_name, t.table_name) = (c.relnamespace::regnamespace::name, c.relname)
         where t.data_class not in (select k.data_class from tenancy.kept_class k);
    end if;
    return run;
exception when lock_not_available then
    raise exception 'operant: Customer % is being erased by another session', own using errcode = '55P03';
end $$;
comment on function privacy.begin_step(text, text) is
    'Locks the scope''s Customer for a step of its erasure, and notes the erasure at the first; 42501 when it may not be erased now, 55P03 when another session is at it. Granted to nobody';

create function privacy.note_step(schema_name text, table_name text, removed bigint, is_empty boolean) returns void
    language sql volatile
    set search_path = pg_catalog, pg_temp
begin atomic
    -- A table that was protected since the first step isn't noted yet.
    insert into privacy.erasure_table as e (customer_id, position, schema_name, table_name, data_class, removed, is_empty)
    select tenancy.elevated_customer('operant_operator'),
           (select max(o.position) + 1 from privacy.erasure_table o
             where o.customer_id = tenancy.elevated_customer('operant_operator')),
           t.schema_name, t.table_name, t.data_class, note_step.removed, note_step.is_empty
      from tenancy.tenant_table t
     where (t.schema_name, t.table_name) = (note_step.schema_name, note_step.table_name)
        on conflict on constraint erasure_table_customer_id_schema_name_table_name_key
        do update set removed = e.removed + excluded.removed, is_empty = excluded.is_empty;
    update privacy.erasure e
       set steps = e.steps + 1,
           key_destroyed_at = case when (note_step.schema_name, note_step.table_name) = ('tenancy', 'customer_key')
                                   then coalesce(e.key_destroyed_at, now()) else e.key_destroyed_at end
     where e.customer_id = tenancy.elevated_customer('operant_operator');
end;
comment on function privacy.note_step(text, text, bigint, boolean) is
    'Notes what a step has deleted, in the transaction that deleted it; granted to nobody';

create function privacy.next_table(out target regclass) returns regclass
    language sql stable
    set search_path = pg_catalog, pg_temp
    return (select format('%I.%I', t.schema_name, t.table_name)::regclass
              from privacy.erasure_table t
             where t.customer_id = tenancy.elevated_customer('operant_operator') and not t.is_empty
             order by (t.schema_name, t.table_name) <> ('tenancy', 'customer_key'), t.position limit 1);
comment on function privacy.next_table() is 'Which table of the scope''s Customer is to be emptied next, its key first; NULL when all are empty';

-- What is neither behind row-level security nor any other Customer's: the gateways' and analytics' rows of this one.
create function gateway.forget_customer(most integer) returns bigint
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    own   constant uuid := tenancy.current_customer();
    gone  bigint;
    total bigint := 0;
begin
    delete from gateway.sign_in s where s.ctid = any (array(
        select d.ctid from gateway.sign_in d where d.customer_id = own limit most)) and s.customer_id = own;
    get diagnostics gone = row_count;
    total := total + gone;
    delete from gateway.secret s where s.ctid = any (array(
        select d.ctid from gateway.secret d where d.customer_id = own limit most)) and s.customer_id = own;
    get diagnostics gone = row_count;
    total := total + gone;
    delete from gateway.due_work w where w.customer_id = own;
    get diagnostics gone = row_count;
    return total + gone;
end $$;
comment on function gateway.forget_customer(integer) is
    'Deletes at most so many of the sign-ins and secrets of the scope''s Customer, and its notes of work; returns how many. For erasure';
select gateway.hand_over();
revoke execute on function gateway.forget_customer(integer) from operant_runtime;

-- Whatever is left of this Customer: of each tenant table what row-level security shows of it, of all others everything.

create function privacy.has_rows(target regclass) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    own   constant uuid := tenancy.current_customer();
    found boolean;
begin
    execute format('select exists (select from %s t where t.customer_id = $1)', target) into found using own;
    return found;
end $$;
comment on function privacy.has_rows(regclass) is 'Whether a tenant table has a row of the scope''s Customer; for who can see it';

-- The columns that could name somebody, as a list of expressions of a row t, in lower case.
create function privacy.searched_columns(target regclass) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
begin atomic
    select string_agg(format('lower(t.%I::text)', a.attname), ', ')
      from pg_attribute a join pg_type y on y.oid = a.atttypid
     where a.attrelid = target and a.attnum > 0 and not a.attisdropped
       and (y.typcategory in ('S', 'A') or y.typname in ('json', 'jsonb', 'xml', 'uuid'))
       -- Of a tenant table it is what the row is found by.
       and not (a.attname = 'customer_id'
                and exists (select from pg_class c join tenancy.tenant_table t
                                on (t.schema_name, t.table_name) = (c.relnamespace::regnamespace::name, c.relname)
                             where c.oid = target));
end;
comment on function privacy.searched_columns(regclass) is 'Text, JSON and identifier columns of a table, as expressions of a row t; NULL where it has none';

-- By the primary key, and following its index as a deletion does, so that a batch costs what it reads and not what there
-- is; of a table with partitions, one index beside the other. (A key of type numeric or of an enum would be filtered instead, as
-- PostgreSQL doesn't trust their comparison with rows that a policy hides.) As many rows as a deletion deletes: what any step costs is a
-- quarter of what it takes to search 2,000, so more at once wouldn't be much faster. Keys are kept as texts, written in the same way whatever a
-- session is set to. An address has an @, and most values don't: only those are compared with each address.
create function privacy.scan_batch(
    target regclass, after text[], most integer, id text, addresses text[],
    out last text[], out rows bigint, out with_id bigint, out with_address bigint) returns record
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
    set datestyle = 'ISO'
    set intervalstyle = 'postgres'
    set timezone = 'UTC'
    set extra_float_digits = 1
    set enable_hashjoin = off
    set enable_mergejoin = off
    set enable_seqscan = off
    set enable_bitmapscan = off
    set enable_sort = off
    set enable_incremental_sort = off
    set jit = off
as $$
declare
    own   constant uuid := tenancy.current_customer();
    rule  constant record := privacy.pseudonyms(target);
    keys  text;
    back  text;
    texts text;
    start text;
    bound text;
    span  text;
begin
    -- Without the Customer, who leads every key; but for a table that has one row of each.
    select string_agg(format('t.%I', a.attname), ', ' order by k.place),
           string_agg(format('t.%I desc', a.attname), ', ' order by k.place),
           string_agg(format('t.%I::text', a.attname), ', ' order by k.place),
           string_agg(format('($2)[%s]::%s', p.place, format_type(a.atttypid, a.atttypmod)), ', ' order by k.place),
           string_agg(format('($3)[%s]::%s', p.place, format_type(a.atttypid, a.atttypmod)), ', ' order by k.place)
      into strict keys, back, texts, start, bound
      from pg_index i
     cross join lateral unnest(i.indkey) with ordinality k (attnum, place)
     cross join lateral (select k.place - (i.indnkeyatts > 1)::integer) p (place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
     where i.indrelid = target and i.indisprimary and k.place <= i.indnkeyatts and p.place > 0;
    span := 't.customer_id = $1';
    if after is not null then
        span := format('%s and (%s) > (%s)', span, keys, start);
    end if;
    execute format('select array[%s] from (select %s from %s t where %s order by %2$s limit $3) t order by %5$s limit 1',
                   texts, keys, target, span, back)
       into last using own, after, most;
    span := format('%s and (%s) <= (%s)', span, keys, bound);
    if last is not null and rule.fresh is not null then
        execute format('update %s t set %s where %s and (%s)', target, rule.fresh, span, rule.stale)
            using own, after, last;
    end if;
    execute format('select count(*), coalesce(sum(b.hits[1]), 0), coalesce(sum(b.hits[2]), 0) from (select ('
                   'select array[count(*) filter (where position($4 in v) > 0), '
                   'count(*) filter (where position(''@'' in v) > 0 and exists (select from unnest($5) n where position(n in v) > 0))] '
                   'from unnest(array[%s]::text[]) v) as hits from %s t where %s) b', privacy.searched_columns(target), target, span)
       into rows, with_id, with_address using own, after, last, id, addresses;
end $$;
comment on function privacy.scan_batch(regclass, text[], integer, text, text[]) is
    'Replaces in the next rows of the scope''s Customer after a key, at most so many or all that are left, what needn''t be kept, and counts them, and their text, JSON and identifier values that contain the identifier or an address, in lower case; last is NULL when there were none';

-- An address is whatever text somebody has chosen for an account, so it may well stand where no Customer's data is. Else a
-- Customer could keep itself from being erased, by an account with an address of ours or a part of one. So addresses aren't
-- looked for in tables of the class "system", nor in rows of another Customer's; the identifier, which nobody chooses, is
-- everywhere.
create function privacy.scan_unscoped(target regclass, id text, addresses text[]) returns bigint
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    own   constant uuid := tenancy.elevated_customer('operant_operator');
    texts constant text := privacy.searched_columns(target);
    others text := 'false';
    hits  bigint;
begin
    if exists (select from tenancy.retention_rule r join pg_class c on c.oid = target
                where (r.schema_name, r.table_name) = (c.relnamespace::regnamespace::name, c.relname)
                  and r.data_class = 'system') then
        others := 'true';
    elsif exists (select from pg_attribute a
                   where a.attrelid = target and a.attname = 'customer_id' and not a.attisdropped) then
        others := 't.customer_id <> $3';
    end if;
    execute format('select coalesce(sum((select count(*) from unnest(array[%s]::text[]) v '
                   'where position($1 in v) > 0 or (%s) is not true '
                   'and position(''@'' in v) > 0 and exists (select from unnest($2) n where position(n in v) > 0))), 0) from %s t',
                   texts, others, target)
       into hits using id, addresses, own;
    return hits;
end $$;
comment on function privacy.scan_unscoped(regclass, text, text[]) is
    'How many values of a table without a Customer contain the identifier, unless it is NULL, or an address, in lower case; granted to nobody';

-- The one that is being scanned first, so that a step needn't look at those before it; then those that nothing was counted
-- of; and at last, once more, those that were done: to an audit log entries may have come, at its end. No other table of a
-- Customer grows that has been terminated for as long as a grace period lasts.
create function privacy.kept_tables() returns table (target regclass, schema_name text, table_name text, scanned_to text[])
    language sql stable
    set search_path = pg_catalog, pg_temp
begin atomic
    select c.oid::regclass as target, t.schema_name, t.table_name, e.scanned_to
      from tenancy.tenant_table t
      join tenancy.kept_class k using (data_class)
      join pg_class c on c.oid = format('%I.%I', t.schema_name, t.table_name)::regclass and not c.relispartition
      left join privacy.erasure_table e
        on (e.customer_id, e.schema_name, e.table_name)
           = (tenancy.elevated_customer('operant_operator'), t.schema_name, t.table_name)
     order by coalesce(e.position < max(e.position) over (), false), e.position is null, t.schema_name, t.table_name;
end;
comment on function privacy.kept_tables() is
    'Tables of kept classes, the one to go on with first, and up to which key each was scanned for the scope''s Customer';

create function privacy.note_scan(
    schema_name text, table_name text, last text[], rows bigint, with_id bigint, with_address bigint) returns void
    language sql volatile
    set search_path = pg_catalog, pg_temp
begin atomic
    insert into privacy.erasure_table as e (customer_id, position, schema_name, table_name, data_class, is_empty, kept,
                                            kept_with_id, kept_with_address, kept_until, kept_reason, pseudonyms, scanned_to)
    select tenancy.elevated_customer('operant_operator'),
           (select max(o.position) + 1 from privacy.erasure_table o where o.customer_id = tenancy.elevated_customer('operant_operator')),
           t.schema_name, t.table_name, t.data_class, true, note_scan.rows, note_scan.with_id, note_scan.with_address,
           now() + k.keep, k.reason,
           (select json_agg(json_build_object('column', p.column_name, 'replaced_by', p.replacement, 'because', p.reason)
                            order by p.column_name)
              from tenancy.pseudonym_rule p where (p.schema_name, p.table_name) = (t.schema_name, t.table_name)),
           note_scan.last
      from tenancy.tenant_table t join tenancy.kept_class k using (data_class)
     where (t.schema_name, t.table_name) = (note_scan.schema_name, note_scan.table_name)
        on conflict on constraint erasure_table_customer_id_schema_name_table_name_key
        do update set scanned_to = coalesce(excluded.scanned_to, e.scanned_to), kept = e.kept + excluded.kept,
                      kept_with_id = e.kept_with_id + excluded.kept_with_id,
                      kept_with_address = e.kept_with_address + excluded.kept_with_address,
                      kept_until = excluded.kept_until, kept_reason = excluded.kept_reason, pseudonyms = excluded.pseudonyms;
end;
comment on function privacy.note_scan(text, text, text[], bigint, bigint, bigint) is
    'Notes what a step has counted of a kept table, and up to which key, in the transaction that counted it';

create function privacy.finish_erasure() returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    own constant uuid := tenancy.elevated_customer('operant_operator');
    run privacy.erasure;
begin
    select * into run from privacy.erasure e where e.customer_id = own and e.finished_at is null for update;
    if not found or exists (select from privacy.erasure_table t where t.customer_id = own and not t.is_empty) then
        raise exception 'operant: this erasure isn''t at its end' using errcode = '55000';
    end if;
    update privacy.erasure e set finished_at = now(), addresses = null, steps = e.steps + 1 where e.customer_id = own;
    -- A key may be a text that somebody has chosen.
    update privacy.erasure_table t set scanned_to = null where t.customer_id = own;
    delete from tenancy.lifecycle l where l.customer_id = own;
    insert into tenancy.lifecycle (customer_id, state) values (own, 'erased');
    perform tenancy.renew_inactive();
    insert into privacy.move (customer_id, number, from_state, to_state, ordered_by, reason)
    select own, coalesce(max(m.number), 0) + 1, 'terminated', 'erased', run.ordered_by, run.reason
      from privacy.move m where m.customer_id = own;
end $$;
comment on function privacy.finish_erasure() is
    'Makes the scope''s Customer erased, once every table is noted as empty; forgets its addresses and keys. Granted to nobody';

-- Tables without a Customer that may name an erased one, and why.
create function privacy.names_the_erased(target regclass) returns boolean
    language sql immutable
    set search_path = pg_catalog, pg_temp
    return target::text in ('tenancy.lifecycle', 'tenancy.legal_hold', 'privacy.move', 'privacy.erasure', 'privacy.erasure_table',
                            'tenancy.inactive', 'tenancy.elevated_use', 'audit.head', 'support.access_grant',
                            'privacy.subject_request',
                            -- For as long as these jobs are at Customers.
                            'tenancy.data_migration_customer', 'privacy.retention_run');
comment on function privacy.names_the_erased(regclass) is
    'Whether a table says of a Customer that it was erased: its identifier is kept there, so that it can be proven and isn''t used again';

-- One step, in the caller's transaction: commit it and call again, until it returns done.
create function privacy.erase_step(
    customer uuid, ordered_by text, reason text, most integer default 2000,
    out done boolean, out at_table text, out removed bigint, out scanned bigint) returns record
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp set standard_conforming_strings = on
as $$
declare
    run     privacy.erasure;
    target  regclass;
    own     text;
    entry   record;
    batch   record;
    left_over text := '';
begin
    removed := 0;
    scanned := 0;
    if most is null or most not between 1 and 100000 then
        raise exception 'operant: a batch is between 1 and 100000 rows, got %', most using errcode = '22023';
    end if;
    -- The last look has to see what was committed a moment before.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'operant: an erasure''s steps are READ COMMITTED, not %',
            upper(current_setting('transaction_isolation')) using errcode = '25001', hint = 'set default_transaction_isolation = ''read committed''';
    end if;
    if (privacy.state(customer)).state = 'erased' then
        done := true;
        return;
    end if;
    -- That the job works on this Customer is committed before it does.
    if not tenancy.job_is_open(customer, 'privacy') then
        perform tenancy.seal_job(customer, 'privacy');
        done := false;
        at_table := 'record of the job';
        return;
    end if;
    perform tenancy.bind(tenancy.seal_job(customer, 'privacy'), false);
    run := privacy.begin_step(ordered_by, reason);
    done := false;
    if run.steps = 0 then
        perform privacy.record('customer.erasure_started', ordered_by, reason);
    end if;

    target := privacy.next_table();
    if target is not null then
        select c.relname, n.nspname into entry from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = target;
        at_table := format('%I.%I', entry.nspname, entry.relname);
        removed := privacy.delete_batch(target, most);
        if removed = 0 and privacy.has_rows(target) then
            raise exception 'operant: rows of %, which this Customer has, can''t be deleted', at_table
                using errcode = '55000',
                      hint = 'Its policies aren''t what tenancy.protect() makes: operant-db verify says how to mend them.';
        end if;
        perform privacy.note_step(entry.nspname, entry.relname, removed, removed < most);
        return;
    end if;

    -- From here on nothing can be added any more: no token of the Customer opens anything.
    perform privacy.await_older();
    -- What no tenant table is.
    at_table := 'gateway and analytics';
    removed := gateway.forget_customer(most) + analytics.withdraw();
    if removed > 0 then
        perform privacy.note_step('', '', 0, true);
        return;
    end if;

    own := lower(customer::text);
    for entry in select * from privacy.kept_tables() loop
        batch := privacy.scan_batch(entry.target, entry.scanned_to, most, own, run.addresses);
        if batch.rows > 0 then
            perform privacy.note_scan(entry.schema_name, entry.table_name, batch.last, batch.rows, batch.with_id, batch.with_address);
            perform privacy.note_step('', '', 0, true);
            at_table := format('scan of %I.%I', entry.schema_name, entry.table_name);
            scanned := batch.rows;
            return;
        end if;
    end loop;

    at_table := 'last look';
    select string_agg(format(E'\n  - %I.%I', t.schema_name, t.table_name), '' order by t.schema_name, t.table_name)
      into left_over
      from tenancy.tenant_table t
      join pg_class c on c.oid = format('%I.%I', t.schema_name, t.table_name)::regclass and not c.relispartition
     where not exists (select from pg_policy p
                        where p.polrelid = c.oid and p.polname = 'recorder' and p.polpermissive and p.polcmd in ('r', '*')
                          and 'operant_owner'::regrole = any (p.polroles));
    if left_over is not null then
        raise exception 'operant: without the policy recorder it can''t be seen what is left in:%', left_over
            using errcode = '55000', hint = 'operant-db verify says how to mend it.';
    end if;
    left_over := '';
    for entry in select t.schema_name, t.table_name from tenancy.tenant_table t
                   join pg_class c on c.oid = format('%I.%I', t.schema_name, t.table_name)::regclass
                  where not c.relispartition and t.data_class not in (select k.data_class from tenancy.kept_class k)
                  order by 1, 2 loop
        if privacy.has_rows(format('%I.%I', entry.schema_name, entry.table_name)::regclass) then
            -- Written by a transaction that had begun before this erasure: another round.
            perform privacy.note_step(entry.schema_name, entry.table_name, 0, false);
            return;
        end if;
    end loop;
    for entry in select format('%I.%I', u.schema_name, u.table_name)::regclass as place from tenancy.unscoped_table u order by 1 loop
        if privacy.scan_unscoped(entry.place, case when not privacy.names_the_erased(entry.place) then own end, run.addresses) > 0
            -- The addresses to look for, and the keys of the last rows, stand there until this step commits.
            and entry.place not in ('privacy.erasure'::regclass, 'privacy.erasure_table'::regclass) then
            left_over := left_over || format(E'\n  - %s', entry.place);
        end if;
    end loop;
    if left_over <> '' then
        raise exception 'operant: tables without a Customer still name what is to be erased:%', left_over
            using errcode = '55000', hint = 'Delete it there, then go on with the erasure.';
    end if;
    -- From this entry on, nobody can add one before this step commits: the rest of the log is what the certificate says.
    perform privacy.record('customer.erased', ordered_by, reason);
    for entry in select * from privacy.kept_tables() loop
        batch := privacy.scan_batch(entry.target, entry.scanned_to, null, own, run.addresses);
        perform privacy.note_scan(entry.schema_name, entry.table_name, batch.last, batch.rows, batch.with_id, batch.with_address);
        scanned := scanned + batch.rows;
    end loop;
    perform privacy.finish_erasure();
    done := true;
end $$;
comment on function privacy.erase_step(uuid, text, text, integer) is
    'One step of a Customer''s erasure: call it, each time in a transaction of its own, until done. 42501 while a hold stands or the grace period runs';

-- The same for psql: call privacy.erase(…), outside of a transaction.
create procedure privacy.erase(customer uuid, ordered_by text, reason text, most integer default 2000)
    language plpgsql
as $$
declare
    is_done boolean := false;
begin
    while not is_done loop
        select s.done into is_done from privacy.erase_step(customer, ordered_by, reason, most) s;
        commit;
    end loop;
end $$;
comment on procedure privacy.erase(uuid, text, text, integer) is
    'Erases a Customer, each step in its own transaction; when it was interrupted, call it again. Outside of a transaction';
revoke all on procedure privacy.erase(uuid, text, text, integer) from public;

-- A backup brings an erased Customer back. That it was erased is told by the certificate, which is kept outside of the
-- database; restore-check verifies it, and has the Customer erased again. The operator can't end a grace period, so the
-- owner does, for who may become it.
create function privacy.is_back(customer uuid) returns boolean
    language sql volatile
    set search_path = pg_catalog, pg_temp
    return (privacy.state(customer)).state <> 'erased' and tenancy.is_customer(customer);
comment on function privacy.is_back(uuid) is 'Whether a Customer that was erased is here, after a restore; granted to nobody';

create function privacy.make_due_again(customer uuid, ordered_by text, reason text) returns boolean
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    is_in text := (privacy.state(customer)).state;
begin
    if not privacy.is_back(customer) then
        return false;
    end if;
    lock table tenancy.lifecycle in share row exclusive mode;
    if is_in = 'terminated' and (privacy.state(customer)).erase_after <= now() then
        return true;
    end if;
    delete from tenancy.lifecycle l where l.customer_id = customer;
    insert into tenancy.lifecycle (customer_id, state, erase_after) values (customer, 'terminated', now());
    perform tenancy.renew_inactive();
    insert into privacy.move (customer_id, number, from_state, to_state, ordered_by, reason)
    select customer, coalesce(max(m.number), 0) + 1, is_in, 'terminated', make_due_again.ordered_by, make_due_again.reason
      from privacy.move m where m.customer_id = customer;
    perform audit.append_for(customer, 'customer.terminated', 'customer', customer::text,
                             'was erased before, and came back with a backup',
                             json_build_object('ordered_by', make_due_again.ordered_by, 'login', session_user));
    return true;
end $$;
comment on function privacy.make_due_again(uuid, text, text) is
    'Ends the grace period of a Customer that was erased and came back with a backup, on record; false when it isn''t back. Granted to nobody';

create function privacy.erasure_report(customer uuid) returns json
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
    return (
        select json_build_object(
            'format', 'operant.erasure.1', 'customer_id', e.customer_id, 'started_at', e.started_at, 'finished_at', e.finished_at,
            'ordered_by', e.ordered_by, 'reason', e.reason, 'key_destroyed_at', e.key_destroyed_at, 'steps', e.steps,
            'removed', (select json_agg(json_build_object('table', t.schema_name || '.' || t.table_name, 'class', t.data_class,
                                                          'removed', t.removed, 'left', 0) order by t.position)
                          from privacy.erasure_table t where t.customer_id = e.customer_id and t.kept is null),
            'kept', (select json_agg(json_build_object('table', t.schema_name || '.' || t.table_name, 'class', t.data_class,
                                                       'rows', t.kept, 'values_with_id', t.kept_with_id,
                                                       'values_with_address', t.kept_with_address, 'until', t.kept_until,
                                                       'because', t.kept_reason,
                                                       'pseudonymised', coalesce(t.pseudonyms, '[]')) order by t.position)
                       from privacy.erasure_table t where t.customer_id = e.customer_id and t.kept is not null))
          from privacy.erasure e where e.customer_id = erasure_report.customer and e.finished_at is not null);
comment on function privacy.erasure_report(uuid) is
    'What a finished erasure removed and what was kept, for the certificate; NULL before it is finished';

grant execute on function
    privacy.deletion_order(), privacy.pseudonyms(regclass), privacy.pseudonymise_batch(regclass, integer),
    privacy.erase_step(uuid, text, text, integer), privacy.erasure_report(uuid) to operant_operator;
grant execute on procedure privacy.erase(uuid, text, text, integer) to operant_operator;
grant select on tenancy.tenant_table to operant_operator;
