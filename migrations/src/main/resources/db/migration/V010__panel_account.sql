-- Panel: people who sign in, and what proves that they are who they say.
create schema panel;
comment on schema panel is 'Panel: accounts, sign-in, and later billing and administration';
grant usage on schema panel to operant_runtime;

create table panel.account (
    customer_id  uuid        not null default tenancy.current_customer() references tenancy.customer,
    account_id   uuid        not null,
    email        text        not null check (email = lower(email) and length(email) <= 254 and email ~ '^[^@\s]+@[^@\s]+$'),
    display_name text        not null check (length(display_name) between 1 and 200),
    role         text        not null check (role in ('owner', 'admin', 'member', 'viewer')),
    theme        text        not null default 'light' check (theme in ('dark', 'light')),
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    version      bigint      not null default 1 check (version > 0),
    primary key (customer_id, account_id),
    unique (customer_id, email),
    -- Makes the role part of a key: changing it locks the row as deleting it does, and V012 can refer to it.
    constraint account_by_role unique (customer_id, role, account_id)
);
create index account_by_name on panel.account (customer_id, display_name, account_id);
comment on table panel.account is 'Account: a person who signs in; belongs to one Customer (PAN-1, PAN-11)';
comment on column panel.account.email is 'work email in lower case; unique within the Customer only, so that it tells nothing about others';
comment on column panel.account.role is 'what the person may do at the Customer (PAN-6)';
comment on column panel.account.theme is 'dark or light mode, the ot-theme cookie (PAN-5)';
comment on column panel.account.version is 'optimistic lock, one more at each update';
select tenancy.protect('panel.account', 'account', 'as long as the Customer is active, or until the account is deleted');

create table panel.credential (
    customer_id     uuid        not null default tenancy.current_customer(),
    account_id      uuid        not null,
    password_hash   text        not null check (password_hash ~
        '^\$argon2id\$v=19\$m=[0-9]{4,7},t=[0-9]{1,2},p=[0-9]{1,2}\$[A-Za-z0-9+/]{22,86}\$[A-Za-z0-9+/]{43,86}$'),
    totp_secret     bytea       check (octet_length(totp_secret) between 29 and 512),
    totp_confirmed  boolean     not null default false check (totp_secret is not null or not totp_confirmed),
    totp_last_step  bigint      not null default 0,
    updated_at      timestamptz not null default now(),
    primary key (customer_id, account_id),
    foreign key (customer_id, account_id) references panel.account on delete cascade
);
comment on table panel.credential is 'What an account signs in with (PAN-2, PAN-3)';
comment on column panel.credential.password_hash is 'Argon2id as a PHC string, with at least 128 bits of salt and 256 of hash; anything else is refused';
comment on column panel.credential.totp_secret is 'TOTP secret, encrypted under the Customer''s key for exactly this row';
comment on column panel.credential.totp_confirmed is 'whether the person has shown a valid code; only then it is asked for';
comment on column panel.credential.totp_last_step is 'time step of the last accepted code: a code is accepted once';
select tenancy.protect('panel.credential', 'credential', 'as long as its account exists');
select tenancy.classify_sealed('panel.credential', 'totp_secret');

create table panel.backup_code (
    customer_id uuid        not null default tenancy.current_customer(),
    account_id  uuid        not null,
    code_hash   bytea       not null check (octet_length(code_hash) = 32),
    used_at     timestamptz,
    primary key (customer_id, account_id, code_hash),
    foreign key (customer_id, account_id) references panel.credential on delete cascade
);
comment on table panel.backup_code is 'One-time backup codes for when the second factor is lost (PAN-3)';
comment on column panel.backup_code.code_hash is 'HMAC-SHA-256 of the code under the lookup key, which is kept outside the database';
comment on column panel.backup_code.used_at is 'when it was used; NULL while it can be';
select tenancy.protect('panel.backup_code', 'credential', 'until replaced by a new set, or as long as its account exists');
