-- Stage: connections to the systems that dashboards draw their data from (STG-2).
create table stage.data_source (
    customer_id    uuid        not null default tenancy.current_customer() references tenancy.customer,
    data_source_id uuid        not null,
    name           text        not null check (length(name) between 1 and 200),
    kind           text        not null check (kind ~ '^[a-z][a-z0-9_-]{0,49}$'),
    settings       json        not null default '{}' check (json_typeof(settings) = 'object'),
    secret         bytea       not null check (octet_length(secret) between 29 and 65536),
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    version        bigint      not null default 1 check (version > 0),
    constraint data_source_settings_size check (octet_length(settings::text) <= 65536),
    primary key (customer_id, data_source_id),
    unique (customer_id, name)
);
comment on table stage.data_source is 'Connection to a system that dashboards draw data from (STG-2)';
comment on column stage.data_source.kind is 'which connector, for example prometheus or postgresql';
comment on column stage.data_source.settings is 'what is not secret: address, database, options; JSON object of at most 64 KiB, as it was saved; json for the reason that dashboard_version.content is';
comment on column stage.data_source.secret is 'password or token, encrypted under the Customer''s key for exactly this row: a copy elsewhere can''t be read';
comment on column stage.data_source.version is 'optimistic lock, one more at each update';
select tenancy.protect('stage.data_source', 'customer_data', 'as long as the Customer is active, or until deleted by it');
select tenancy.classify_sealed('stage.data_source', 'secret');
