-- Stage: dashboards. Their content lives in numbered versions that never change; publishing points at one of them.
--
-- Content is json and not jsonb: it is kept to the byte as it was saved, and its size is the size that was sent. As jsonb
-- a number of eight characters, 1e131071, becomes 131,072 digits when it is written out, so 63 kB of such numbers took
-- the server 12 seconds and 900 MB for measuring their size alone (PostgreSQL 18).
create schema stage;
comment on schema stage is 'Stage: dashboards and the data sources they draw from';
grant usage on schema stage to operant_runtime;

create table stage.dashboard (
    customer_id    uuid        not null default tenancy.current_customer() references tenancy.customer,
    dashboard_id   uuid        not null,
    title          text        not null check (length(title) between 1 and 200),
    latest_version integer     not null default 0 check (latest_version >= 0),
    archived       boolean     not null default false,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    version        bigint      not null default 1 check (version > 0),
    primary key (customer_id, dashboard_id)
);
create index dashboard_by_title on stage.dashboard (customer_id, archived, title, dashboard_id);
comment on table stage.dashboard is 'Dashboard (STG-1); its content is in stage.dashboard_version';
comment on column stage.dashboard.latest_version is 'number of the newest content version, and the optimistic lock of saving the next; 0 before the first';
comment on column stage.dashboard.version is 'optimistic lock of title and archived, one more at each change of them; not the number of a content version';
select tenancy.protect('stage.dashboard', 'customer_data', 'as long as the Customer is active, or until deleted by it');

create table stage.dashboard_version (
    customer_id  uuid        not null default tenancy.current_customer(),
    dashboard_id uuid        not null,
    number       integer     not null check (number > 0),
    content      json        not null check (json_typeof(content) = 'object'),
    created_at   timestamptz not null default now(),
    created_by   text        not null default tenancy.current_actor() check (length(created_by) between 1 and 100),
    constraint dashboard_version_content_size check (octet_length(content::text) <= 2097152),
    primary key (customer_id, dashboard_id, number),
    foreign key (customer_id, dashboard_id) references stage.dashboard on delete cascade
);
comment on table stage.dashboard_version is 'Content of a dashboard: numbered 1, 2, 3… and immutable, the runtime role can''t update or delete it';
comment on column stage.dashboard_version.content is 'JSON object of at most 2 MiB, as it was saved';
comment on column stage.dashboard_version.created_by is 'actor of the scope that saved it';
select tenancy.protect('stage.dashboard_version', 'customer_data', 'as long as its dashboard exists', '{select,insert}');

create table stage.publication (
    customer_id  uuid        not null default tenancy.current_customer(),
    dashboard_id uuid        not null,
    number       integer     not null,
    published_at timestamptz not null default now(),
    published_by text        not null default tenancy.current_actor() check (length(published_by) between 1 and 100),
    primary key (customer_id, dashboard_id),
    foreign key (customer_id, dashboard_id, number) references stage.dashboard_version on delete cascade
);
create index publication_by_version on stage.publication (customer_id, dashboard_id, number);
comment on table stage.publication is 'Which version of a dashboard is published; a dashboard without a row here is a draft';
select tenancy.protect('stage.publication', 'customer_data', 'as long as its dashboard is published');
