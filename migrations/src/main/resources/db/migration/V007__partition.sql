-- Tables that grow with time are partitioned by time, and old rows go by dropping a partition. A table says here by what
-- period; the operator's job makes partitions ahead, protects each like any tenant table, and drops those whose time is
-- over.
--
--   …_past         all that is older than the oldest of the following: rows that come late, or that an import brings back
--   …_20261123     one period each, from the day in its name, without a gap between them
--   …_rest         the default partition: rows that are younger than the youngest of them
--
-- So a missing partition loses nothing. When the job has not run for days and finds rows in …_rest, that partition, as it
-- stands, becomes the one that was missing, and a new, empty one takes its place. No row is moved, so no Customer's row
-- has to be read, which row-level security doesn't let the owner do either: only PostgreSQL's own checks of constraints
-- look at rows here. And nothing is kept for ever: whatever a row's time, it is in a partition that will be dropped.
--
-- A table for this refuses times far in the future by a CHECK, as one such row would keep …_rest from being adopted.

create table tenancy.partitioned_table (
    schema_name text     not null,
    table_name  text     not null,
    period      text     not null check (period in ('day', 'week', 'month')),
    ahead       integer  not null check (ahead between 1 and 100),
    keep        interval not null check (keep >= interval '1 day'),
    primary key (schema_name, table_name),
    foreign key (schema_name, table_name) references tenancy.tenant_table
);
comment on table tenancy.partitioned_table is 'Tables that are partitioned by time, and their rule';
comment on column tenancy.partitioned_table.period is 'what one partition holds: a day, a week from Monday, or a month, in UTC';
comment on column tenancy.partitioned_table.ahead is 'how many periods after the current one have a partition already';
comment on column tenancy.partitioned_table.keep is 'how long rows are kept at least; a partition is dropped when all of it is older, so that rows are kept one period longer at most';
grant select on tenancy.partitioned_table to operant_runtime, operant_operator;

-- Times are read and written as text here, and days are added to them: always in UTC, whatever the session's settings.
create function tenancy.partition_bounds(parent regclass)
    returns table (part regclass, from_time timestamptz, to_time timestamptz)
    language sql stable
    set search_path = pg_catalog, pg_temp
    set timezone = 'UTC'
    set datestyle = 'ISO, YMD'
begin atomic
    select c.oid::regclass, coalesce(b.bound[1], '-infinity')::timestamptz, b.bound[2]::timestamptz
      from pg_inherits h
      join pg_class c on c.oid = h.inhrelid
     cross join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid),
                                     $b$^FOR VALUES FROM \((?:'([^']+)'|MINVALUE)\) TO \('([^']+)'\)$$b$) b (bound)
     where h.inhparent = parent and b.bound is not null;
end;
comment on function tenancy.partition_bounds(regclass) is 'Partitions by time of a table, without the default one: from when, and until before when';

create function tenancy.partition_rule(parent regclass) returns tenancy.partitioned_table
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    rule tenancy.partitioned_table;
begin
    select r.* into rule
      from tenancy.partitioned_table r
      join pg_namespace n on n.nspname = r.schema_name
      join pg_class c on c.relnamespace = n.oid and c.relname = r.table_name
     where c.oid = parent;
    if not found then
        raise exception 'operant: % is no table that is partitioned by time', coalesce(parent::text, 'a table that is gone')
            using errcode = '42704', hint = 'Those that are stand in tenancy.partitioned_table.';
    end if;
    return rule;
end $$;
comment on function tenancy.partition_rule(regclass) is 'The rule of a table that is partitioned by time; 42704 when it is none';

-- Protects a partition as its parent is: the same data class and retention rule; what it is granted is nothing.
create function tenancy.protect_partition(parent regclass, part regclass) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    rule tenancy.tenant_table;
begin
    select t.* into strict rule
      from tenancy.tenant_table t
      join pg_namespace n on n.nspname = t.schema_name
      join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name
     where c.oid = parent;
    perform tenancy.protect(part, rule.data_class, rule.retention, rule.privileges);
end $$;
comment on function tenancy.protect_partition(regclass, regclass) is 'Makes a partition a tenant table, by the rule of its parent';

-- One partition, made apart and then attached: that locks the default partition against everybody, and of the parent only
-- its definition, so rows that have a partition already come and go meanwhile. CREATE TABLE … PARTITION OF would lock
-- the parent.
create function tenancy.make_partition(parent regclass, own text, low timestamptz, high timestamptz) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
    set timezone = 'UTC'
    set datestyle = 'ISO, YMD'
as $$
declare
    name constant text := format('%I.%I', (tenancy.partition_rule(parent)).schema_name, own);
begin
    execute format('create table %s (like %s including all)', name, parent);
    execute format('alter table %s attach partition %s for values from (%s) to (%L)',
                   parent, name, coalesce(quote_literal(low), 'minvalue'), high);
    perform tenancy.protect_partition(parent, name::regclass);
end $$;
comment on function tenancy.make_partition(regclass, text, timestamptz, timestamptz) is
    'Makes a partition of that name and time, from NULL for the beginning; 23514 when the default partition has rows of this time';

create function tenancy.make_rest(parent regclass) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    rule constant tenancy.partitioned_table := tenancy.partition_rule(parent);
    rest constant text := format('%I.%I', rule.schema_name, rule.table_name || '_rest');
begin
    execute format('create table %s partition of %s default', rest, parent);
    perform tenancy.protect_partition(parent, rest::regclass);
end $$;
comment on function tenancy.make_rest(regclass) is 'Makes the default partition';

-- What the default partition holds is younger than the youngest of the others, so it is what was missing after that. How
-- far it reaches is tried by a constraint, which then also spares ATTACH from looking at the rows once more.
create function tenancy.adopt_rest(
    parent regclass, own text, low timestamptz, least_high timestamptz, most_high timestamptz, step interval)
    returns timestamptz
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
    set timezone = 'UTC'
    set datestyle = 'ISO, YMD'
as $$
declare
    rule constant tenancy.partitioned_table := tenancy.partition_rule(parent);
    rest constant text := format('%I.%I', rule.schema_name, rule.table_name || '_rest');
    key  constant name := (select a.attname from pg_partitioned_table p
                             join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
                            where p.partrelid = parent);
    high timestamptz := least_high;
begin
    -- The parent first: a writer has it when it comes to the default partition, and the other way round is a deadlock.
    execute format('lock table only %s in access exclusive mode', parent);
    loop
        begin
            execute format('alter table %s add constraint adopted check (%I >= %L and %2$I < %4$L)', rest, key, low, high);
            exit;
        exception when check_violation then
            high := high + step;
            if high > most_high then
                raise exception 'operant: the default partition of % has rows that no partition from % to % could hold',
                                parent, low, most_high
                    using errcode = '23514',
                          hint = 'Nothing is lost. Look for rows with times far from now, Customer by Customer, and delete them.';
            end if;
        end;
    end loop;
    execute format('alter table %s detach partition %s', parent, rest);
    execute format('alter table %s attach partition %s for values from (%L) to (%L)', parent, rest, low, high);
    execute format('alter table %s drop constraint adopted', rest);
    execute format('alter table %s rename to %I', rest, own);
    perform tenancy.protect_partition(parent, format('%I.%I', rule.schema_name, own)::regclass);
    perform tenancy.make_rest(parent);
    return high;
end $$;
comment on function tenancy.adopt_rest(regclass, text, timestamptz, timestamptz, timestamptz, interval) is
    'Turns the default partition, which has rows, into the partition that was missing, and makes a new default one; returns until when it reaches';

-- The operator's job -------------------------------------------------------------------------------------------------
--
-- With row_security off, a foreign key of a new partition couldn't be checked; with it on, the owner, whom no policy lets
-- see a row, finds no row that breaks it: there is none yet.
--
-- Who waits for a lock here makes others queue behind it, so it gives up well before they do: an application waits 5 s for
-- a connection. What gave up is done by the next run.

create function tenancy.make_partitions_of(schema_name text, table_name text, at timestamptz default now()) returns integer
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
    set timezone = 'UTC'
    set datestyle = 'ISO, YMD'
    set row_security = on
    set lock_timeout = '2s'
as $$
declare
    parent constant regclass := to_regclass(format('%I.%I', schema_name, table_name));
    rule constant tenancy.partitioned_table := tenancy.partition_rule(parent);
    step constant interval    := ('1 ' || rule.period)::interval;
    ends constant timestamptz := date_trunc(rule.period, at) + step;
    due  constant timestamptz := ends + rule.ahead * step;
    low  timestamptz;
    high timestamptz;
    made integer := 0;
begin
    if at is null or at > now() + interval '1 year' then
        raise exception 'operant: partitions are made for at most a year ahead, not for %', coalesce(at::text, 'NULL')
            using errcode = '22023', hint = 'Leave the argument out.';
    end if;
    -- Jobs go one after the other. Nobody who reads or writes rows waits for this lock.
    execute format('lock table only %s in share update exclusive mode', parent);
    select max(b.to_time) into low from tenancy.partition_bounds(parent) b;
    -- Once rows of now go to the default partition, a writer on its way there would find that it is no longer theirs,
    -- and fail; let it wait before it sets out.
    if low < due and low < at + step then
        execute format('lock table only %s in access exclusive mode', parent);
    end if;
    while low < due loop
        high := date_trunc(rule.period, low) + step;
        declare
            own constant text := rule.table_name || to_char(low, '_YYYYMMDD');
        begin
            perform tenancy.make_partition(parent, own, low, high);
        exception when check_violation then
            -- The default partition has rows of this time already, and then most often until now.
            high := tenancy.adopt_rest(parent, own, low, greatest(high, ends), greatest(high, due), step);
        end;
        made := made + 1;
        low := high;
    end loop;
    return made;
end $$;
comment on function tenancy.make_partitions_of(text, text, timestamptz) is
    'Makes the partitions of one table that are missing until then and ahead; rows that the default partition took meanwhile become part of them. Returns how many';

-- A partition goes with the rows of all Customers, so what holds one of them holds it. Each is asked under a scope of its
-- own, as the owner sees no Customer's rows otherwise.
create function tenancy.held_since(parent regclass) returns timestamptz
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    column_name constant name := (select a.attname from pg_partitioned_table p
                                    join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
                                   where p.partrelid = parent);
    held uuid;
    own  timestamptz;
    since timestamptz;
begin
    for held in select distinct h.customer_id from tenancy.legal_hold h where h.lifted_at is null and h.ends_at > now() loop
        perform tenancy.take_scope(held);
        execute format('select min(t.%I) from %s t where t.customer_id = $1', column_name, parent) into own using held;
        perform set_config('operant.context', '', true);
        since := least(since, own);
    end loop;
    return since;
end $$;
comment on function tenancy.held_since(regclass) is
    'Time of the oldest row of a table that is a Customer''s under a legal hold; NULL where there is none. Granted to nobody';

create function tenancy.drop_expired_partitions_of(schema_name text, table_name text, at timestamptz default now()) returns integer
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
    set timezone = 'UTC'
    set datestyle = 'ISO, YMD'
    set row_security = on
    set lock_timeout = '2s'
as $$
declare
    parent constant regclass := to_regclass(format('%I.%I', schema_name, table_name));
    rule constant tenancy.partitioned_table := tenancy.partition_rule(parent);
    expired record;
    dropped integer := 0;
    until   timestamptz;
    held    timestamptz;
begin
    if at is null or at > now() + interval '1 minute' then
        raise exception 'operant: partitions can''t be dropped before their time, as of %', coalesce(at::text, 'NULL')
            using errcode = '22023', hint = 'Leave the argument out.';
    end if;
    -- …_past alone is a reason only if it has something.
    if not exists (select from tenancy.partition_bounds(parent) b
                    where b.to_time <= at - rule.keep and (isfinite(b.from_time) or pg_relation_size(b.part) > 0)) then
        return 0;
    end if;
    -- Who places a hold now waits for this to end, or this for him.
    lock table tenancy.legal_hold in share mode;
    held := tenancy.held_since(parent);
    until := least(at - rule.keep, held);
    if held < at - rule.keep then
        raise warning 'operant: partitions of %.% with rows from % on are kept, as a legal hold stands',
            rule.schema_name, rule.table_name, held
            using hint = 'They go once the hold has ended or was lifted.';
    end if;
    execute format('lock table only %s in access exclusive mode', parent);
    for expired in
        select b.part, c.relname, b.to_time
          from tenancy.partition_bounds(parent) b
          join pg_class c on c.oid = b.part
         where b.to_time <= until
         order by b.to_time loop
        execute format('drop table %s', expired.part);
        delete from tenancy.tenant_table t
         where t.schema_name = rule.schema_name and t.table_name = expired.relname;
        dropped := dropped + 1;
    end loop;
    -- …_past was the first of them: what comes later still finds one, that is dropped with the next.
    if dropped > 0 then
        perform tenancy.make_partition(parent, rule.table_name || '_past', null, expired.to_time);
    end if;
    return dropped;
end $$;
comment on function tenancy.drop_expired_partitions_of(text, text, timestamptz) is
    'Drops the partitions of one table whose rows are all older than its rule keeps them, and none of a Customer''s under a legal hold; returns how many';

create function tenancy.make_partitions(at timestamptz default now()) returns integer
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(sum(tenancy.make_partitions_of(r.schema_name, r.table_name, make_partitions.at)), 0)::integer
      from (select * from tenancy.partitioned_table order by schema_name, table_name) r;
end;
comment on function tenancy.make_partitions(timestamptz) is
    'Makes the partitions of all tables that are missing until then and ahead, in one transaction; returns how many';

create function tenancy.drop_expired_partitions(at timestamptz default now()) returns integer
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(sum(tenancy.drop_expired_partitions_of(r.schema_name, r.table_name, drop_expired_partitions.at)), 0)::integer
      from (select * from tenancy.partitioned_table order by schema_name, table_name) r;
end;
comment on function tenancy.drop_expired_partitions(timestamptz) is
    'Drops the partitions of all tables whose rows are all older than their rule keeps them, in one transaction; returns how many';

-- Both for each table in a transaction of its own: no lock is held longer than one table's work takes, and a table that
-- can't be had now, because somebody reads it for long, doesn't keep the others waiting.
create procedure tenancy.maintain_partitions()
    language plpgsql
as $$
declare
    rule record;
    failure text;
    state text;
    first_state text;
    failures text := '';
begin
    for rule in select r.schema_name, r.table_name from tenancy.partitioned_table r order by 1, 2 loop
        begin
            perform tenancy.make_partitions_of(rule.schema_name, rule.table_name);
            perform tenancy.drop_expired_partitions_of(rule.schema_name, rule.table_name);
        exception when others then
            get stacked diagnostics failure = message_text, state = returned_sqlstate;
            first_state := coalesce(first_state, state);
            failures := failures || pg_catalog.format('%s  - %s.%s: %s (SQLState %s)', pg_catalog.chr(10), rule.schema_name, rule.table_name, failure, state);
        end;
        commit;
    end loop;
    if failures <> '' then
        raise exception 'operant: partitions could not be maintained, those of the other tables were:%', failures
            using errcode = first_state, hint = 'Run it again; a lock that could not be had is most often free by then.';
    end if;
end $$;
comment on procedure tenancy.maintain_partitions() is
    'Makes missing partitions and drops expired ones, each table in its own transaction; run it at least once in each period, outside of a transaction';

-- In a migration, after protect(): names the rule and makes the first partitions.
create function tenancy.partition_by_time(parent regclass, period text, ahead integer, keep interval) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
    set timezone = 'UTC'
    set datestyle = 'ISO, YMD'
    set row_security = on
as $$
declare
    base constant text := (select relname from pg_class where oid = parent);
begin
    if not exists (select from pg_partitioned_table p
                     join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
                    where p.partrelid = parent and p.partstrat = 'r' and p.partnatts = 1
                      and a.atttypid = 'timestamptz'::regtype and a.attnotnull)
        or exists (select from pg_inherits where inhparent = parent) or length(base) > 50 then
        raise exception 'operant: % can''t be partitioned by time', parent
            using errcode = '42P17',
                  hint = 'It must be partitioned by range of one timestamptz not null, have no partition, and a name of at most 50 characters.';
    end if;
    insert into tenancy.partitioned_table (schema_name, table_name, period, ahead, keep)
    select c.relnamespace::regnamespace::name, c.relname, partition_by_time.period, partition_by_time.ahead, partition_by_time.keep
      from pg_class c where c.oid = parent;
    update tenancy.retention_rule r
       set (clock, period, at_end) = (select a.attname, partition_by_time.keep, 'partition dropped'
                                        from pg_partitioned_table p
                                        join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
                                       where p.partrelid = parent)
      from pg_class c
     where c.oid = parent and (r.schema_name, r.table_name) = (c.relnamespace::regnamespace::name, c.relname);
    perform tenancy.make_rest(parent);
    perform tenancy.make_partition(parent, base || '_past', null, date_trunc(period, now()));
    perform tenancy.make_partitions_of(relnamespace::regnamespace::name, base) from pg_class where oid = parent;
end $$;
comment on function tenancy.partition_by_time(regclass, text, integer, interval) is
    'Has a partitioned tenant table partitioned by time: its rule, its default partition, and the partitions of now and ahead';

grant execute on function
    tenancy.make_partitions(timestamptz), tenancy.make_partitions_of(text, text, timestamptz),
    tenancy.drop_expired_partitions(timestamptz), tenancy.drop_expired_partitions_of(text, text, timestamptz)
    to operant_operator;
revoke all on procedure tenancy.maintain_partitions() from public;
grant execute on procedure tenancy.maintain_partitions() to operant_operator;
