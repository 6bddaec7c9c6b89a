-- Panel: signed-in sessions, the ot-session cookie. The gateway knows which account a cookie stands for; this table is
-- what the account's owner sees and ends.
create table panel.session (
    customer_id uuid        not null default tenancy.current_customer(),
    cookie_hash bytea       not null check (octet_length(cookie_hash) = 32),
    account_id  uuid        not null,
    created_at  timestamptz not null default now(),
    expires_at  timestamptz not null,
    check (expires_at > created_at),
    primary key (customer_id, cookie_hash),
    foreign key (customer_id, account_id) references panel.account on delete cascade
);
create index session_by_account on panel.session (customer_id, account_id, created_at, cookie_hash);
comment on table panel.session is 'Session of an account, keyed by the hash of its cookie (PAN-4); ending one deletes its row';
comment on column panel.session.cookie_hash is 'HMAC-SHA-256 of the ot-session cookie''s value under the lookup key';
select tenancy.protect('panel.session', 'credential', 'until it ends or expires');
