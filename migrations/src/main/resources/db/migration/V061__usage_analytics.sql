-- Aggregates over all Customers, for analytics: which features are used, how much and from where (USE-2). Row-level
-- security binds every role, so none can add up the rows of several Customers, and none shall. Instead a job adds up a day
-- of one Customer at a time, under that Customer's own scope, and hands in the sums:
--
--   usage.event ─ UsageRollup, one Customer ─▶ contribute() ─▶ analytics.contribution     granted to nobody
--   analytics.contribution ─ close_days(), operator, once ─▶ analytics.daily               no Customer in it any more
--   analytics.daily ─ daily_usage() ─▶ operant_analytics
--
-- A group that fewer than five Customers are in is never written to analytics.daily. So that no group can be had as the
-- difference of two that may be seen:
--   - there is one grouping only, and its groups are disjoint: no total is told that includes what was left out. Countries
--     that fewer than five Customers used something from are one group together, if they are five together;
--   - a day is closed once, when no event of it can come any more, and then never changes: who asks before and after one
--     Customer was erased gets the same answer. What each Customer had handed in is deleted on closing;
--   - numbers are rounded to two digits and to tens at the finest, and Customers are told in steps, so that who knows four
--     of five numbers knows the fifth no better than that;
--   - a group in which one Customer has more than half of the events isn't told: its sum would be that Customer's.
-- What stays: who knows what all others of a group did knows the last one's number, to these two digits.
--
-- All of it belongs to operant_aggregator, which can reach nothing else: no tenant table, no gateway.
create schema analytics;
comment on schema analytics is 'Aggregates of at least five Customers, and what single Customers have handed in for them';
grant usage on schema analytics to operant_runtime, operant_operator, operant_analytics;
grant usage, create on schema analytics to operant_aggregator;
grant usage on schema tenancy to operant_aggregator;
grant execute on function tenancy.current_customer() to operant_aggregator;

create table analytics.rollup (
    customer_id  uuid        not null,
    day          date        not null,
    rolled_up_at timestamptz not null default now(),
    primary key (customer_id, day)
);
comment on table analytics.rollup is 'Which open days a Customer has handed in; granted to nobody. Its row is what two rollups of a day wait at';

create table analytics.contribution (
    customer_id uuid   not null,
    day         date   not null,
    kind        text   not null check (kind in ('request', 'feature', 'error')),
    name        text   not null check (length(name) between 1 and 200),
    country     text   not null check (country ~ '^([A-Z]{2})?$'),
    events      bigint not null check (events between 1 and 1000000000000),
    accounts    bigint not null check (accounts between 0 and events),
    primary key (customer_id, day, kind, name, country),
    foreign key (customer_id, day) references analytics.rollup on delete cascade
);
create index contribution_by_day on analytics.contribution (day, kind, name, country);
comment on table analytics.contribution is 'One Customer''s sums of one open day; granted to nobody, deleted when the day is closed';
comment on column analytics.contribution.country is 'empty where the event has none';
comment on column analytics.contribution.accounts is 'how many different accounts; an account has one Customer, so Customers'' numbers add up';

create table analytics.closed (
    until date not null,
    is_only boolean primary key default true check (is_only)
);
comment on table analytics.closed is 'The last closed day: neither it nor any before it changes any more. One row';
insert into analytics.closed (until) values ('-infinity');

create table analytics.daily (
    day       date    not null,
    kind      text    not null,
    name      text    not null,
    country   text    not null,
    customers integer not null check (customers >= 5),
    events    numeric not null,
    accounts  numeric not null,
    primary key (day, kind, name, country)
);
comment on table analytics.daily is 'Sums of closed days over at least five Customers, rounded; granted to nobody, read by daily_usage()';
comment on column analytics.daily.country is 'empty for all countries together that fewer than five Customers used this from, and for where it is unknown';

create function analytics.rounded(exact numeric) returns numeric
    language sql immutable
    set search_path = pg_catalog, pg_temp
    return round(exact, case when exact < 100 then -1 else 1 - floor(log(exact))::integer end);
comment on function analytics.rounded(numeric) is 'To its first two digits, and to tens at the finest';

-- Under a scope: a Customer hands in its own sums and nobody else's ---------------------------------------------------

create function analytics.contribute(
    day date, kinds text[], names text[], countries text[], events bigint[], accounts bigint[]) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    own constant uuid := tenancy.current_customer();
begin
    -- Shared, so that Customers don't wait for each other; close_days() takes it for itself.
    perform from analytics.closed c where c.until < contribute.day for share;
    if not found or contribute.day > (now() at time zone 'UTC')::date then
        raise exception 'operant: day % is closed or has not begun', contribute.day
            using errcode = '22008', hint = 'A day is handed in until its eighth day after, in UTC.';
    end if;
    if cardinality(kinds) > 10000
        or array[cardinality(names), cardinality(countries), cardinality(events), cardinality(accounts)]
           <> array_fill(cardinality(kinds), array[4]) then
        raise exception 'operant: a day has at most 10000 groups, in arrays of one length' using errcode = '22023';
    end if;
    insert into analytics.rollup as r (customer_id, day) values (own, contribute.day)
        on conflict on constraint rollup_pkey do update set rolled_up_at = now();
    delete from analytics.contribution c where c.customer_id = own and c.day = contribute.day;
    insert into analytics.contribution (customer_id, day, kind, name, country, events, accounts)
    select own, contribute.day, g.*
      from unnest(kinds, names, countries, contribute.events, contribute.accounts) g;
end $$;
comment on function analytics.contribute(date, text[], text[], text[], bigint[], bigint[]) is
    'Hands in a day of the scope''s Customer, in the place of what it has handed in for that day before';

create function analytics.withdraw() returns bigint
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with withdrawn as (
        delete from analytics.rollup r where r.customer_id = tenancy.current_customer() returning 1)
    select count(*) from withdrawn;
end;
comment on function analytics.withdraw() is
    'Deletes what the scope''s Customer has handed in for days that are not closed, for its erasure; returns how many days. No other day knows it';

-- By the operator -----------------------------------------------------------------------------------------------------

create function analytics.close_days() returns integer
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    last constant date := (now() at time zone 'UTC')::date - 9;
    made integer;
begin
    -- Waits for whoever is handing in, and nobody can hand these days in afterwards.
    update analytics.closed c set until = last where c.until < last;
    with used as (
        select c.*, count(*) over one_country >= 5 as is_told from analytics.contribution c
         where c.day <= last
        window one_country as (partition by c.day, c.kind, c.name, c.country)),
    one_customers as (
        select u.day, u.kind, u.name, case when u.is_told then u.country else '' end as told, u.customer_id,
               sum(u.events) as events, sum(u.accounts) as accounts
          from used u
         group by u.day, u.kind, u.name, told, u.customer_id)
    insert into analytics.daily (day, kind, name, country, customers, events, accounts)
    select o.day, o.kind, o.name, o.told,
           (select max(step) from unnest(array[5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000]) step
             where step <= count(o.customer_id)),
           analytics.rounded(sum(o.events)), analytics.rounded(sum(o.accounts))
      from one_customers o
     group by o.day, o.kind, o.name, o.told
    having count(*) >= 5 and max(o.events) <= sum(o.events) / 2;
    get diagnostics made = row_count;
    delete from analytics.rollup r where r.day <= last;
    return made;
end $$;
comment on function analytics.close_days() is
    'Closes the days that no event can come for any more: keeps the sums of at least five Customers and forgets what each has handed in. Returns how many sums';

-- For analytics -------------------------------------------------------------------------------------------------------

create function analytics.daily_usage(from_day date, to_day date)
    returns table (day date, kind text, name text, country text, customers integer, events numeric, accounts numeric)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select d.day, d.kind, d.name, d.country, d.customers, d.events, d.accounts
      from analytics.daily d
     where d.day between daily_usage.from_day and daily_usage.to_day
     order by d.day, d.kind, d.name, d.country;
end;
comment on function analytics.daily_usage(date, date) is
    'Closed days, both included: sums over at least five Customers each, numbers rounded, Customers as "at least"';

alter table analytics.rollup owner to operant_aggregator;
alter table analytics.contribution owner to operant_aggregator;
alter table analytics.closed owner to operant_aggregator;
alter table analytics.daily owner to operant_aggregator;
alter function analytics.rounded(numeric) owner to operant_aggregator;
alter function analytics.contribute(date, text[], text[], text[], bigint[], bigint[]) owner to operant_aggregator;
alter function analytics.withdraw() owner to operant_aggregator;
alter function analytics.close_days() owner to operant_aggregator;
alter function analytics.daily_usage(date, date) owner to operant_aggregator;
revoke create on schema analytics from operant_aggregator;

grant execute on function
    analytics.contribute(date, text[], text[], text[], bigint[], bigint[]), analytics.withdraw() to operant_runtime;
grant execute on function analytics.close_days() to operant_operator;
grant execute on function analytics.daily_usage(date, date) to operant_analytics;
