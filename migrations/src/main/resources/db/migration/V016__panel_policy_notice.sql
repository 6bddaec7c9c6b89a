-- Panel: versions of the privacy policy, and the notices that a material change takes effect by (PAN-10). A change is in
-- force for a Customer from the date that the Customer was told, and that date is at least thirty days after it was told.
-- Both are the database's own word: when a version was published and when a notice was sent can't be given.
--
-- Thirty days are 720 hours: a day of the calendar is 23 or 25 of them twice a year, in the session's time zone.

-- lint: ignore prefer-bigint-over-int versions of the privacy policy are counted in tens
create table panel.policy_version (
    version      integer     primary key check (version > 0),
    title        text        not null check (length(title) between 1 and 200),
    summary      text        not null check (length(summary) between 1 and 4000),
    url          text        not null check (length(url) <= 500 and url ~ '^https://[^\s]+$'),
    published_at timestamptz not null default now(),
    effective_at timestamptz not null,
    constraint policy_version_takes_thirty_days check (effective_at >= published_at + interval '720 hours')
);
comment on table panel.policy_version is 'Versions of the privacy policy: the same for all Customers, published by the operator and never changed';
comment on column panel.policy_version.version is '1, 2, 3…; a higher one replaces a lower one';
comment on column panel.policy_version.summary is 'what changes, in the words of the notice';
comment on column panel.policy_version.published_at is 'the server''s clock; can''t be given';
comment on column panel.policy_version.effective_at is 'for nobody earlier; for a Customer that has an account already, when its notice says';
grant usage on schema panel to operant_operator;
grant select, insert (version, title, summary, url, effective_at) on panel.policy_version to operant_operator;
grant select on panel.policy_version to operant_runtime;

create table panel.policy_notice (
    customer_id    uuid        not null default tenancy.current_customer() references tenancy.customer,
    policy_version integer     not null check (policy_version > 0),
    channel        text        not null check (channel in ('panel', 'email')),
    sent_at        timestamptz not null default now(),
    effective_at   timestamptz not null,
    constraint policy_notice_gives_thirty_days check (effective_at >= sent_at + interval '720 hours'),
    primary key (customer_id, policy_version, channel)
);
create index policy_notice_by_effect on panel.policy_notice (customer_id, effective_at, policy_version, channel);
comment on table panel.policy_notice is 'Which version of the policy a Customer was told of, how, when, and from when it is in force (PAN-10)';
comment on column panel.policy_notice.policy_version is 'panel.policy_version, which is no tenant table, so no foreign key: a notice of a version that isn''t there puts nothing in force';
comment on column panel.policy_notice.sent_at is 'the server''s clock; can''t be given';
comment on column panel.policy_notice.effective_at is 'when the version comes into force for this Customer; of several notices of a version the last date counts';
select tenancy.protect('panel.policy_notice', 'account',
    'as long as the Customer is active, then until it has been erased',
    array['select', 'insert(customer_id, policy_version, channel, effective_at)']);
