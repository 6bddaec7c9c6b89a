-- What makes a table a tenant table: a plain CREATE TABLE and, in the same migration, SELECT tenancy.protect('s.t', …).
-- protect() refuses a table that breaks a rule, naming every rule it breaks, and otherwise isolates it.

create table tenancy.tenant_table (
    schema_name text not null,
    table_name  text not null,
    data_class  text not null check (data_class in
        ('account', 'customer_data', 'telemetry', 'usage', 'credential', 'billing', 'audit')),
    retention   text not null check (length(retention) between 10 and 500),
    privileges  text[] not null,
    -- what protect() takes, also of whoever writes here past it
    constraint tenant_table_privileges check (array_to_string(privileges, ';') ~
        '^((select|insert|update|delete|(insert|update)\([a-z0-9_]+(, [a-z0-9_]+)*\))(;|$))*$'),
    primary key (schema_name, table_name)
);
comment on table tenancy.tenant_table is 'Register of tenant tables: every table that protect() has isolated, its data class and its retention rule';
comment on column tenancy.tenant_table.data_class is 'What kind of data the privacy policy calls it';
comment on column tenancy.tenant_table.privileges is 'What the runtime role was granted; a partition, reached through its parent, was granted nothing itself';
comment on column tenancy.tenant_table.retention is 'How long rows are kept, and what starts the clock, in words';
grant select on tenancy.tenant_table to operant_runtime;

-- The register of retention (PRV-1, PRV-6): of every table why there is such data, on what basis, how long it is kept, what
-- starts the clock and what happens at its end. protect() notes what holds where nothing else is said: it goes with its
-- Customer. What the layer says of its own tables is in one list, in V072.
create table tenancy.retention_rule (
    schema_name text     not null,
    table_name  text     not null,
    data_class  text     not null check (data_class in
        ('account', 'customer_data', 'telemetry', 'usage', 'credential', 'billing', 'audit', 'system')),
    purpose     text     not null check (length(purpose) between 10 and 500),
    basis       text     not null check (basis in ('contract', 'legal obligation', 'legitimate interest')),
    clock       text     not null check (length(clock) between 1 and 63),
    period      interval check (period >= interval '0'),
    at_end      text     not null check (at_end in
        ('deleted', 'partition dropped', 'deleted with its Customer', 'kept beyond its Customer', 'stays')),
    check ((at_end in ('deleted', 'partition dropped', 'kept beyond its Customer')) = (period is not null)),
    primary key (schema_name, table_name)
);
comment on table tenancy.retention_rule is 'Register of retention: every table, but partitions, which are kept as their parents are';
comment on column tenancy.retention_rule.data_class is 'as in tenancy.tenant_table; system: no data of a Customer';
comment on column tenancy.retention_rule.purpose is 'why there is such data';
comment on column tenancy.retention_rule.basis is 'on what it is processed: the contract with the Customer, an obligation by law, or a legitimate interest';
comment on column tenancy.retention_rule.clock is 'what starts the clock: a column with a time, or "erasure", when its Customer is erased';
comment on column tenancy.retention_rule.period is 'how long after that';
comment on column tenancy.retention_rule.at_end is 'what happens then. Whatever is deleted sooner goes with its Customer as well';

-- Every other table says here why it is none: the gate finds a table that stands in neither register. A migration adds a
-- row for each such table that it makes. The runtime role may at most read them.
create table tenancy.unscoped_table (
    schema_name text not null,
    table_name  text not null,
    reason      text not null check (length(reason) between 10 and 500),
    primary key (schema_name, table_name)
);
comment on table tenancy.unscoped_table is 'Register of the tables that are no tenant tables, each with the reason why row-level security doesn''t keep it';

-- A function that runs with its owner's rights is outside of what policies can do for its caller. Each is vouched for by
-- the migration that makes or changes it; the gate finds one that nobody has vouched for, or that was changed since.
create table tenancy.vouched_function (
    signature   text not null primary key,
    fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
    reason      text not null check (length(reason) between 10 and 500)
);
comment on table tenancy.vouched_function is 'Register of functions that run with their owner''s rights (SECURITY DEFINER), as they were when somebody vouched for them';
comment on column tenancy.vouched_function.fingerprint is 'SHA-256 of what pg_get_functiondef() told';

create function tenancy.vouch(target regprocedure, reason text) returns void
    language sql volatile
    set search_path = pg_catalog, pg_temp
begin atomic
    insert into tenancy.vouched_function as v (signature, fingerprint, reason)
    values (vouch.target::text, encode(sha256(convert_to(pg_get_functiondef(vouch.target), 'UTF8')), 'hex'), vouch.reason)
        on conflict on constraint vouched_function_pkey
        do update set fingerprint = excluded.fingerprint, reason = excluded.reason;
end;
comment on function tenancy.vouch(regprocedure, text) is
    'In a migration, after a function with SECURITY DEFINER: says why its caller may have its owner''s rights';

-- The one function that a trigger on a tenant table may call. It reads nothing and does nothing but refuse, so it opens
-- no channel; what it refuses stands in the trigger's WHEN, in sight of whoever reads the table. A CHECK can't see what a
-- row was before, and that is what a lifecycle is about; see docs/adr/0004. The trigger's name is given as the constraint's.
create function tenancy.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception using
        errcode = '23514', schema = tg_table_schema, table = tg_table_name, constraint = tg_name,
        message = format('operant: %I.%I refuses this change by its rule "%s"', tg_table_schema, tg_table_name, tg_name);
end $$;
comment on function tenancy.refuse_change() is
    'Refuses an update: for "create trigger … before update … for each row when (old… and new…) execute function" alone';

-- Every rule of a tenant table, from the catalogue. These close the channels that policies leave open: a key that
-- doesn't lead with the Customer tells by its conflict that another Customer has the value, a foreign key without it
-- takes another Customer's parent, a trigger or rule runs as somebody else, a shared sequence counts everyone's rows.
-- Texts have a name, as PostgreSQL gives them one in a dump, and the gate compares this function with what it was.
create function tenancy.rule_violations(target regclass) returns setof text
    language sql stable
    set search_path = pg_catalog, pg_temp
begin atomic
    with t as (
        select c.oid, c.relkind, c.relpersistence, c.relowner, c.relispartition, c.relhasrules, c.relacl,
               a.attnum as customer_attnum, a.atttypid, a.attnotnull, pg_get_expr(d.adbin, d.adrelid) as customer_default
          from pg_class c
          left join pg_attribute a on a.attrelid = c.oid and a.attname = 'customer_id' and not a.attisdropped
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
         where c.oid = target)
    select 'is not an ordinary or partitioned table' as violation from t where relkind not in ('r', 'p')
    union all
    select 'is temporary or unlogged' as violation from t where relpersistence <> 'p'
    union all
    select 'is owned by ' || pg_get_userbyid(relowner) || ', not by operant_owner' from t
     where pg_get_userbyid(relowner) <> 'operant_owner'
    union all
    select 'has no column customer_id uuid not null' as violation from t
     where customer_attnum is null or atttypid <> 'uuid'::regtype or not attnotnull
    union all
    select 'column customer_id does not default to tenancy.current_customer()' as violation from t
     where customer_default is distinct from 'tenancy.current_customer()'
    union all
    select 'has no primary key' as violation from t
     where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)
    union all
    select 'index ' || i.indexrelid::regclass || ' does not lead with customer_id' from t
      join pg_index i on i.indrelid = t.oid
     where i.indkey[0] is distinct from t.customer_attnum
    union all
    select 'unique index ' || i.indexrelid::regclass || ' has an expression or a nullable column' from t
      join pg_index i on i.indrelid = t.oid and (i.indisunique or i.indisexclusion)
     where exists (select from unnest(i.indkey[0:i.indnkeyatts - 1]) k (attnum)
                     left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
                    where k.attnum = 0 or not a.attnotnull)
    union all
    select 'exclusion constraint ' || x.conname || ' compares customer_id by ' || x.conexclop[1]::regoperator from t
      join pg_constraint x on x.conrelid = t.oid and x.contype = 'x'
     where x.conexclop[1] <> '=(uuid,uuid)'::regoperator
    union all
    select 'foreign key ' || f.conname || ' does not lead with customer_id on both sides' from t
      join pg_constraint f on f.conrelid = t.oid and f.contype = 'f'
      left join pg_attribute r on r.attrelid = f.confrelid and r.attnum = f.confkey[1]
     where f.conkey[1] is distinct from t.customer_attnum or r.attname is distinct from 'customer_id'
    union all
    select 'foreign key ' || f.conname || ' has a nullable column' from t
      join pg_constraint f on f.conrelid = t.oid and f.contype = 'f'
     where exists (select from unnest(f.conkey) k (attnum)
                     join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
                    where not a.attnotnull)
    union all
    select 'foreign key ' || f.conname || ' sets columns on delete or update' from t
      join pg_constraint f on f.conrelid = t.oid and f.contype = 'f'
     where f.confdeltype not in ('a', 'c') or f.confupdtype not in ('a', 'c')
    union all
    select 'foreign key ' || f.conname || ' points at ' || f.confrelid::regclass || ', which is no tenant table' from t
      join pg_constraint f on f.conrelid = t.oid and f.contype = 'f'
      join pg_class r on r.oid = f.confrelid
     where f.confrelid <> t.oid
       and not exists (select from tenancy.tenant_table x
                        where x.schema_name = r.relnamespace::regnamespace::name and x.table_name = r.relname)
    union all
    select 'has the trigger ' || g.tgname || ', which is more than a condition on an update' from t
      join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
     where g.tgfoid <> 'tenancy.refuse_change()'::regprocedure
        or g.tgqual is null or g.tgenabled <> 'O'
        or g.tgtype <> 1 + 2 + 16 -- for each row, before, update
    union all
    select 'has the rule ' || w.rulename from t join pg_rewrite w on w.ev_class = t.oid
    union all
    select 'column ' || a.attname || ' is fed by a sequence' from t
      join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like '%nextval(%'
    union all
    select 'inherits from ' || h.inhparent::regclass from t
      join pg_inherits h on h.inhrelid = t.oid
     where not t.relispartition
    union all
    select 'is granted to ' || case g.grantee when 0 then 'PUBLIC' else pg_get_userbyid(g.grantee) end from t
     cross join lateral aclexplode(t.relacl) g
     where g.grantee <> t.relowner
       and (t.relispartition or g.grantee = 0 or pg_get_userbyid(g.grantee) not like 'operant\_%')
    union all
    select 'column ' || a.attname || ' is granted to PUBLIC' from t
      join pg_attribute a on a.attrelid = t.oid
     cross join lateral aclexplode(a.attacl) g
     where g.grantee = 0;
end;
comment on function tenancy.rule_violations(regclass) is 'Every rule of a tenant table that this table breaks; no row when it may be protected';

-- Functions of the database's own read a table under the scope of one Customer: to know of whom rows are due, and that
-- nothing is left of whom they have erased.
create function tenancy.open_to_recorder(target regclass) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from pg_policy p where p.polrelid = target and p.polname = 'recorder')
        and not (select c.relispartition from pg_class c where c.oid = target) then
        execute format('create policy recorder on %s as permissive for select to operant_owner '
                       'using (customer_id = (select tenancy.current_customer()))', target);
    end if;
end $$;
comment on function tenancy.open_to_recorder(regclass) is
    'Called by protect(): lets the database''s own functions read a table under the scope of one Customer';

create function tenancy.delete_after(target regclass, clock text, period interval) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
begin
    update tenancy.retention_rule r set clock = delete_after.clock, period = delete_after.period, at_end = 'deleted'
      from pg_class c
     where c.oid = target and (r.schema_name, r.table_name) = (c.relnamespace::regnamespace::name, c.relname);
    if not found then
        raise exception 'operant: % is in no register of retention', target
            using errcode = '42704', hint = 'Call tenancy.protect() first.';
    end if;
end $$;
comment on function tenancy.delete_after(regclass, text, interval) is
    'In a migration, after protect(): the retention job deletes a row once this column''s time lies so long back';

-- What the planner keeps of a column, its commonest values and a hundred more, are values of all Customers. pg_stats shows
-- none of them under row-level security, but the estimates of EXPLAIN, which can't be refused to whoever may SELECT, tell
-- of every value that somebody guesses whether it is one of them, and by bisection what they are; see docs/adr/0013. So
-- nothing is kept of a column of content. Numbers, times, identifiers, what a CHECK lists and names of our own stay: plans
-- rest upon them.
create table tenancy.vocabulary_column (
    schema_name text not null,
    table_name  text not null,
    column_name text not null,
    reason      text not null check (length(reason) between 10 and 500),
    primary key (schema_name, table_name, column_name)
);
comment on table tenancy.vocabulary_column is
    'Register of columns of tenant tables whose texts are the products'' own and nobody''s content, so that the planner may know them';

create function tenancy.content_columns(target regclass) returns table (relation regclass, number int, name name)
    language sql stable
    set search_path = pg_catalog, pg_temp
begin atomic
    with root as (
        -- A partition has its parent's columns.
        select n.nspname, c.relname
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.oid = coalesce(pg_partition_root(target), target)),
    relation (oid, expressions) as (
        select c.oid, null::int2vector as expressions from pg_class c where c.oid = target
        union all
        -- Of an index the expressions alone have statistics of their own.
        select i.indexrelid, i.indkey from pg_index i where i.indrelid = target)
    select r.oid::regclass as relation, a.attnum::int as number, a.attname as name
      from relation r
      join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
      join pg_type y on y.oid = a.atttypid
      left join pg_type b on b.oid = y.typbasetype
     where (r.expressions is null or r.expressions[a.attnum - 1] = 0)
       and y.typtype <> 'e' and coalesce(b.typname, y.typname) !~
           '^(uuid|bool|int[248]|numeric|float[48]|date|time|timetz|timestamp|timestamptz|interval)$'
       and not exists (select from tenancy.vocabulary_column v, root
                        where r.expressions is null
                          and (v.schema_name, v.table_name, v.column_name) = (root.nspname, root.relname, a.attname))
       and not exists (select from pg_constraint k
                        where k.conrelid = r.oid and k.contype = 'c' and k.conkey = array[a.attnum]
                          and pg_get_constraintdef(k.oid) ~
                              '^CHECK \(\(\w+ = ANY \(ARRAY\[''([^'']|'''')*''::[a-z]+(, ''([^'']|'''')*''::[a-z]+)*\]\)\)\)');
end;
comment on function tenancy.content_columns(regclass) is
    'Columns of a table, and expressions of its indexes, that hold what people wrote, so that no statistics may be kept of them';

create function tenancy.forget_content(target regclass) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    content record;
begin
    for content in
        select k.relation, k.number, k.name, c.relkind
          from tenancy.content_columns(target) k join pg_class c on c.oid = k.relation
    loop
        if content.relkind in ('i', 'I') then
            execute format('alter index %s alter column %s set statistics 0', content.relation, content.number);
        else
            execute format('alter table %s alter column %I set statistics 0', content.relation, content.name);
        end if;
    end loop;
end $$;
comment on function tenancy.forget_content(regclass) is
    'Called by protect(); in a migration, after adding a column to a tenant table: has ANALYZE keep nothing of columns of content';

create function tenancy.vocabulary(target regclass, name name, reason text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform tenancy.require_column(target, name);
    insert into tenancy.vocabulary_column as v (schema_name, table_name, column_name, reason)
    select c.relnamespace::regnamespace::name, c.relname, vocabulary.name, vocabulary.reason
      from pg_class c where c.oid = target
        on conflict on constraint vocabulary_column_pkey do update set reason = excluded.reason;
    execute format('alter table %s alter column %I set statistics -1', target, name);
end $$;
comment on function tenancy.vocabulary(regclass, name, text) is
    'In a migration, after protect(): says why a column''s texts are the product''s own, so that the planner may keep statistics of them';

-- Enables and forces row-level security and writes the policy twice: permissive for the runtime role, and restrictive
-- for PUBLIC, so that a careless permissive policy added later opens nothing. The planner gives both one InitPlan.
-- The permissive one is also for a predefined role that the runtime role is a member of: DROP OWNED BY operant_runtime,
-- which any of its members may send, takes operant_runtime out of every policy, but can't take that one; see docs/adr/0015.
-- Two more let the operator's jobs read the Customer that they are at, on record, and delete what V001.2 lets them delete.
-- The second is the owner's as well, who erases for them: DROP OWNED BY CURRENT_USER takes a role out of policies, and
-- drops those that were for nobody else.
-- privileges: what the runtime role may do; leave out update and delete for rows that never change, and name columns,
-- as in insert(a, b), where the others are for the database to fill in.
-- A partition gets the same policies and no grant: it is reached through its parent alone.
create function tenancy.protect(
    target regclass, data_class text, retention text,
    privileges text[] default '{select,insert,update,delete}') returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp set standard_conforming_strings = on
as $$
declare
    faults text;
    privilege text;
    condition constant text := 'customer_id = (select tenancy.current_customer())';
begin
    select string_agg(format(E'\n  - %s %s', target, violation), '') into faults
      from tenancy.rule_violations(target) violation;
    if faults is not null then
        raise exception 'operant: % can''t be a tenant table:%', target, faults
            using errcode = '42P17', hint = 'The rules are in the guide for product teams, docs/product-teams.md.';
    end if;
    foreach privilege in array privileges loop
        if privilege !~ '^(select|insert|update|delete|(insert|update)\([a-z0-9_]+(, [a-z0-9_]+)*\))$' then
            raise exception 'operant: privilege % can''t be granted on a tenant table', privilege
                using errcode = '22023',
                      hint = 'Take from: select, insert, update, delete, insert(column, …), update(column, …).';
        end if;
    end loop;

    execute format('alter table %s enable row level security, force row level security', target);
    execute format('drop policy if exists tenant on %s', target);
    execute format('drop policy if exists tenant_fence on %s', target);
    execute format('create policy tenant on %s as permissive for all to operant_runtime, pg_stat_scan_tables '
                   'using (%s) with check (%2$s)', target, condition);
    execute format('create policy tenant_fence on %s as restrictive for all to public using (%s) with check (%2$s)',
                   target, condition);
    -- The operator's jobs reach one Customer at a time as well, and delete what the lifecycle lets them delete.
    execute format('drop policy if exists operator_read on %s', target);
    execute format('drop policy if exists operator_delete on %s', target);
    execute format('create policy operator_read on %s as permissive for select to operant_operator '
                   'using (customer_id = (select tenancy.elevated_customer(%L)))', target, 'operant_operator');
    execute format('create policy operator_delete on %s as permissive for delete to operant_operator, operant_owner '
                   'using (customer_id = (select tenancy.deletable_customer(%L)))', target, data_class);
    execute format('revoke all on %s from public, operant_runtime, operant_operator', target);
    if not (select relispartition from pg_class where oid = target) then
        execute format('grant %s on %s to operant_runtime', array_to_string(privileges, ', '), target);
        execute format('grant select, delete on %s to operant_operator', target);
        execute format('grant usage on schema %I to operant_operator',
                       (select relnamespace::regnamespace::name from pg_class where oid = target));
    end if;

    insert into tenancy.tenant_table (schema_name, table_name, data_class, retention, privileges)
    select c.relnamespace::regnamespace::name, c.relname, protect.data_class, protect.retention, protect.privileges
      from pg_class c where c.oid = target
        on conflict (schema_name, table_name)
        do update set data_class = excluded.data_class, retention = excluded.retention,
                      privileges = excluded.privileges;
    insert into tenancy.retention_rule as r
           (schema_name, table_name, data_class, purpose, basis, clock, period, at_end)
    select c.relnamespace::regnamespace::name, c.relname, protect.data_class, 'to provide the Service to the Customer',
           case when k.data_class is null then 'contract' else 'legal obligation' end, 'erasure', k.keep,
           case when k.data_class is null then 'deleted with its Customer' else 'kept beyond its Customer' end
      from pg_class c left join tenancy.kept_class k on k.data_class = protect.data_class
     where c.oid = target and not c.relispartition
        on conflict (schema_name, table_name) do update set data_class = excluded.data_class;
    perform tenancy.forget_content(target);
    perform tenancy.open_to_purposes(target);
    perform tenancy.open_to_recorder(target);
end $$;
comment on function tenancy.protect(regclass, text, text, text[]) is
    'Makes a table a tenant table, or refuses it with every rule that it breaks';

-- PostgreSQL validates a foreign key with a query that row-level security filters, and that filters everything where the
-- owner is forced: any foreign key passes. Where the owner may not select from the table, PostgreSQL checks row by row
-- instead, past row-level security, as it does for each row that is inserted. So the owner gives that right up for the
-- time of the check; its transaction brings it back, whatever comes of it.
create function tenancy.validate_foreign_key(target regclass, name name) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    part regclass;
begin
    if not exists (select from pg_constraint f where f.conrelid = target and f.conname = name and f.contype = 'f') then
        raise exception 'operant: % has no foreign key %', target, name using errcode = '42704';
    end if;
    for part in select target union select relid from pg_partition_tree(target) loop
        execute format('revoke select on %s from operant_owner', part);
    end loop;
    execute format('alter table %s validate constraint %I', target, name);
    for part in select target union select relid from pg_partition_tree(target) loop
        execute format('grant select on %s to operant_owner', part);
    end loop;
end $$;
comment on function tenancy.validate_foreign_key(regclass, name) is
    'Validates a foreign key that was added NOT VALID, against every Customer''s rows; 23503 when one breaks it. For migrations';
