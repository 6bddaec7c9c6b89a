-- The Customers themselves, and the key that encrypts a Customer's secrets. Both are tenant tables: a Customer sees
-- its own row, and signing up is an ordinary insert under the new Customer's own scope, with no DDL.

create table tenancy.customer (
    customer_id uuid        not null default tenancy.current_customer(),
    name        text        not null check (length(name) between 1 and 200),
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    version     bigint      not null default 1 check (version > 0),
    country     text        not null default 'US' check (country ~ '^[A-Z]{2}$'),
    processed_in text       not null default 'US' check (processed_in ~ '^[A-Z]{2}$'),
    transfer_mechanism text not null default 'none' check (transfer_mechanism in
        ('none', 'adequacy', 'standard_clauses', 'binding_rules', 'derogation')),
    primary key (customer_id)
);
comment on table tenancy.customer is 'Customer: an organisation that has signed up (privacy policy: "Customer")';
comment on column tenancy.customer.created_at is 'when it signed up, by the server''s clock; can''t be given';
comment on column tenancy.customer.name is 'organisation name';
comment on column tenancy.customer.country is 'where the Customer is established (ISO 3166-1): where its data comes from (PRV-7)';
comment on column tenancy.customer.processed_in is 'where its data is processed';
comment on column tenancy.customer.transfer_mechanism is
    'what the transfer rests upon: none within one country, an adequacy decision such as the Data Privacy Framework, standard contractual clauses, binding corporate rules, or a derogation';
comment on column tenancy.customer.version is 'optimistic lock, one more at each update';
select tenancy.protect('tenancy.customer', 'account',
    'as long as the Customer is active, then until it has been erased',
    array['select', 'insert(customer_id, name, country, transfer_mechanism)',
          'update(name, country, transfer_mechanism, updated_at, version)']);

create table tenancy.customer_key (
    customer_id uuid        not null default tenancy.current_customer() references tenancy.customer on delete cascade,
    wrapped_key bytea       not null check (octet_length(wrapped_key) between 32 and 4096),
    created_at  timestamptz not null default now(),
    primary key (customer_id)
);
comment on table tenancy.customer_key is 'Key that encrypts the secrets of one Customer; destroying it makes them unreadable';
comment on column tenancy.customer_key.wrapped_key is
    'Tink keyset, encrypted by a key that is kept outside the database, with the Customer as associated data';
select tenancy.protect('tenancy.customer_key', 'credential',
    'as long as the Customer is active; destroyed first when it is erased',
    array['select', 'insert(customer_id, wrapped_key)', 'update(wrapped_key)']);
