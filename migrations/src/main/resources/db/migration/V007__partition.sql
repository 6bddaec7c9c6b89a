-- Tables that grow with time are partitioned by time, and old rows go by dropping a partition. A table says here by what
-- period; the operator's job makes partitions ahead, protects each like any tenant table, and drops those whose time is
-- over.
--
-- A missing partition loses nothing: every such table has a default partition, "…_rest", that takes what finds no other.
-- When the job runs again and finds rows there, that partition, as it stands, becomes the one that was missing, and
-- a new, empty one takes its place. No row is moved, so no Customer's row has to be read: row-level security binds the
-- owner, too.

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
comment on column tenancy.partitioned_table.keep is 'how long rows are kept; a partition is dropped when all of it is older';
grant select on tenancy.partitioned_table to operant_runtime, operant_operator;

create function tenancy.partition_bounds(parent regclass)
    returns table (part regclass, from_time timestamptz, to_time timestamptz)
    language sql stable
    set search_path = pg_catalog, pg_temp
begin atomic
    select c.oid::regclass, coalesce(b.bound[1], '-infinity')::timestamptz, b.bound[2]::timestamptz
      from pg_inherits h
      join pg_class c on c.oid = h.inhrelid
     cross join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid),
                                     $b$^FOR VALUES FROM \((?:'([^']+)'|MINVALUE)\) TO \('([^']+)'\)$$b$) b (bound)
     where h.inhparent = parent and b.bound is not null;
end;
comment on function tenancy.partition_bounds(regclass) is 'Partitions by time of a table, without the default one: from when, and until before when';

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
      join pg_class c on c.relname = t.table_name and c.relnamespace = t.schema_name::regnamespace
     where c.oid = parent;
    perform tenancy.protect(part, rule.data_class, rule.retention, rule.privileges);
end $$;
comment on function tenancy.protect_partition(regclass, regclass) is 'Makes a partition a tenant table, by the rule of its parent';

-- One partition, where there is none: of a period, or until a later stop. Returns whether it was made.
create function tenancy.make_partition(parent regclass, period text, start timestamp, stop timestamp default null)
    returns boolean
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    step   constant interval    := ('1 ' || period)::interval;
    low    constant timestamptz := start at time zone 'UTC';
    high   constant timestamptz := coalesce(stop, start + step) at time zone 'UTC';
    schema constant text        := (select relnamespace::regnamespace::text from pg_class where oid = parent);
    base   constant text        := (select relname from pg_class where oid = parent);
    own    constant text        := base || to_char(start, '_YYYYMMDD');
    name   constant text        := format('%s.%I', schema, own);
begin
    if exists (select from tenancy.partition_bounds(parent) b where b.from_time < high and b.to_time > low) then
        return false;
    end if;
    begin
        execute format('create table %s partition of %s for values from (%L) to (%L)', name, parent, low, high);
    exception when check_violation then
        -- The default partition has rows of this time already.
        perform tenancy.adopt_rest(parent, own, low, high, step);
    end;
    perform tenancy.protect_partition(parent, name::regclass);
    return true;
end $$;
comment on function tenancy.make_partition(regclass, text, timestamp, timestamp) is
    'Makes the partition of a period unless there is one; rows that the default partition took meanwhile become part of it';

-- What the default partition holds since the last partition before it is what was missing: it fills that hole as it
-- stands, and where rows have come early, the periods after it as well.
create function tenancy.adopt_rest(parent regclass, own text, low timestamptz, high timestamptz, step interval) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema  constant text := (select relnamespace::regnamespace::text from pg_class where oid = parent);
    rest    constant text := (select relname || '_rest' from pg_class where oid = parent);
    hole_low  timestamptz;
    hole_high timestamptz := high;
begin
    select max(b.to_time) into hole_low from tenancy.partition_bounds(parent) b where b.to_time <= low;
    execute format('alter table %s detach partition %s.%I', parent, schema, rest);
    loop
        begin
            execute format('alter table %s attach partition %s.%I for values from (%s) to (%L)',
                           parent, schema, rest, coalesce(quote_literal(hole_low), 'minvalue'), hole_high);
            exit;
        exception when check_violation then
            hole_high := (hole_high at time zone 'UTC' + step) at time zone 'UTC';
            if hole_high > high + 10 * step
                or exists (select from tenancy.partition_bounds(parent) b
                            where b.from_time < hole_high and b.to_time > coalesce(hole_low, '-infinity')) then
                raise exception 'operant: the default partition of % has rows that no partition from % to % could hold',
                                parent, coalesce(hole_low, '-infinity'), high
                    using errcode = '23514',
                          hint = 'Look for rows with times far from now, Customer by Customer, and correct or delete them.';
            end if;
        end;
    end loop;
    execute format('alter table %s.%I rename to %I', schema, rest, own);
    execute format('create table %s.%I partition of %s default', schema, rest, parent);
    perform tenancy.protect_partition(parent, format('%s.%I', schema, rest)::regclass);
end $$;
comment on function tenancy.adopt_rest(regclass, text, timestamptz, timestamptz, interval) is
    'Turns the default partition, which has rows, into the partition that was missing, and makes a new default one';

-- In a migration, after protect(): names the rule and makes the first partitions.
create function tenancy.partition_by_time(parent regclass, period text, ahead integer, keep interval) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema constant text := (select relnamespace::regnamespace::text from pg_class where oid = parent);
    base   constant text := (select relname from pg_class where oid = parent);
begin
    insert into tenancy.partitioned_table (schema_name, table_name, period, ahead, keep)
    values (schema, base, partition_by_time.period, partition_by_time.ahead, partition_by_time.keep);
    execute format('create table %s.%I partition of %s default', schema, base || '_rest', parent);
    perform tenancy.protect_partition(parent, format('%s.%I', schema, base || '_rest')::regclass);
    perform tenancy.make_partitions(now());
end $$;
comment on function tenancy.partition_by_time(regclass, text, integer, interval) is
    'Has a partitioned tenant table partitioned by time: its rule, its default partition, and the partitions of now, of two periods before and ahead';

-- The operator's job; run it at least once in each period. Each partition is short work under a lock of its parent; who
-- can't get it within 5 s gives up, and the next run goes on.
--
-- It begins two periods before the current one, whose rows still come late, and where the job hasn't run for longer, with
-- one partition for all that was missed: a hole that stayed would keep its rows in the default partition, which could
-- then never become another missing one.
create function tenancy.make_partitions(at timestamptz default now()) returns integer
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '5s'
as $$
declare
    rule   tenancy.partitioned_table;
    parent regclass;
    step   interval;
    first  timestamp;
    missed timestamp;
    made   integer := 0;
begin
    for rule in select * from tenancy.partitioned_table order by schema_name, table_name loop
        parent := format('%I.%I', rule.schema_name, rule.table_name)::regclass;
        step   := ('1 ' || rule.period)::interval;
        first  := date_trunc(rule.period, at at time zone 'UTC') - 2 * step;
        select max(b.to_time) at time zone 'UTC' into missed
          from tenancy.partition_bounds(parent) b where b.to_time <= first at time zone 'UTC';
        if missed < first then
            made := made + tenancy.make_partition(parent, rule.period, missed, first)::integer;
        end if;
        for i in 0..rule.ahead + 2 loop
            made := made + tenancy.make_partition(parent, rule.period, first + i * step)::integer;
        end loop;
    end loop;
    return made;
end $$;
comment on function tenancy.make_partitions(timestamptz) is 'Makes the partitions of then, of two periods before and ahead that are missing; returns how many';

create function tenancy.drop_expired_partitions(at timestamptz default now()) returns integer
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '5s'
as $$
declare
    expired record;
    dropped integer := 0;
begin
    if at > now() + interval '1 minute' then
        raise exception 'operant: partitions can''t be dropped before their time: % is in the future', at
            using errcode = '22023', hint = 'Leave the argument out.';
    end if;
    for expired in
        select r.schema_name, c.relname, b.part
          from tenancy.partitioned_table r
         cross join lateral tenancy.partition_bounds(format('%I.%I', r.schema_name, r.table_name)::regclass) b
          join pg_class c on c.oid = b.part
         where b.to_time <= at - r.keep
         order by b.to_time loop
        execute format('drop table %s', expired.part);
        delete from tenancy.tenant_table t where t.schema_name = expired.schema_name and t.table_name = expired.relname;
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;
comment on function tenancy.drop_expired_partitions(timestamptz) is
    'Drops the partitions whose rows are all older than their table''s rule keeps them; returns how many';

grant execute on function tenancy.make_partitions(timestamptz), tenancy.drop_expired_partitions(timestamptz) to operant_operator;
