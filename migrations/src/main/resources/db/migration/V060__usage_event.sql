-- Usage: what was requested, which features were used and what went wrong, for security and debugging of one Customer's
-- account. Much of it and all of it dated, so the table is partitioned by time, and rows go by dropping partitions.
--
-- Ingest is one table, without a foreign key: the log outlives the accounts that it names, and a foreign key would have
-- every row looked up and a new partition wait for who writes to the table that it points at. The Customer is the token's.
create schema usage;
comment on schema usage is 'Usage and diagnostics: requests, features and errors of a Customer''s accounts';
grant usage on schema usage to operant_runtime;

create table usage.event (
    customer_id uuid        not null default tenancy.current_customer(),
    event_id    uuid        not null,
    kind        text        not null check (kind in ('request', 'feature', 'error')),
    name        text        not null check (length(name) between 1 and 200),
    account_id  uuid,
    occurred_at timestamptz not null,
    duration_ms integer     check (duration_ms >= 0),
    status_code smallint    check (status_code between 100 and 599),
    ip          inet,
    user_agent  text        check (length(user_agent) between 1 and 512),
    country     text        check (country ~ '^[A-Z]{2}$'),
    region      text        check (region ~ '^[A-Z0-9]{1,3}$'),
    details     json        check (json_typeof(details) = 'object'),
    -- Only ever more true of a row, so it holds when the row is restored. See V007: a row from the far future would be in
    -- the way of the partitions.
    constraint event_not_in_future check (occurred_at < now() + interval '1 day'),
    constraint event_ip_is_one_host check (masklen(ip) = case family(ip) when 4 then 32 else 128 end),
    constraint event_region_of_country check (region is null or country is not null),
    constraint event_details_size check (octet_length(details::text) <= 8192),
    primary key (customer_id, occurred_at, event_id)
) partition by range (occurred_at);
create index event_by_name on usage.event (customer_id, kind, name, occurred_at, event_id);
create index event_by_kind on usage.event (customer_id, kind, occurred_at, event_id);
create index event_by_account on usage.event (customer_id, account_id, occurred_at, event_id);
comment on table usage.event is 'Request, use of a feature, or error (USE-1); never changes. Newest first by its primary key';
comment on column usage.event.event_id is 'given by whoever saw it happen: with the time it tells a repeated delivery from another event';
comment on column usage.event.name is 'which request, feature or error, such as dashboard.open: a name of the product''s own, nothing that a person typed';
comment on column usage.event.account_id is 'whose it was; no foreign key, as the log outlives the account. NULL where nobody was signed in';
comment on column usage.event.occurred_at is 'when it happened, by the clock of whoever saw it; at most a day ahead of the database''s';
comment on column usage.event.duration_ms is 'how long it took, in milliseconds';
comment on column usage.event.status_code is 'status of HTTP';
comment on column usage.event.ip is 'where it came from: one IPv4 or IPv6 address, not a network';
comment on column usage.event.country is 'approximate location: ISO 3166-1 alpha-2, such as US';
comment on column usage.event.region is 'approximate location: the subdivision of ISO 3166-2 without its country, such as CA of US-CA. Nothing finer has a column here';
comment on column usage.event.details is 'what else helps to understand it: a JSON object of at most 8 KiB; json for the reason that dashboard_version.content is';
select tenancy.protect('usage.event', 'usage',
    '180 days from when it happened, and up to one week longer, as whole weeks are dropped at once; deleted sooner with the Customer or at an account holder''s request',
    '{select,insert,delete}');
select tenancy.vocabulary('usage.event', 'name', 'which request, feature or error: names that the products'' code gives');
-- Weeks: with 180 days to keep there are some 30 partitions, which a query that names no time can still be planned for.
select tenancy.partition_by_time('usage.event', 'week', 4, interval '180 days');
