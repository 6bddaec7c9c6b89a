-- Panel: which email an account wants (PAN-9). Transactional and security messages can't be opted out of, and it is the
-- database that refuses.
--
-- Without a row a topic's default holds: on for essential topics, and for news of the product that an account uses
-- (existing relationship, Directive 2002/58/EC article 13(2)); off for the newsletter, which needs consent.

create table panel.email_preference (
    customer_id uuid        not null default tenancy.current_customer(),
    account_id  uuid        not null,
    topic       text        not null check (topic in ('transactional', 'security', 'product_updates', 'tips', 'newsletter')),
    subscribed  boolean     not null,
    updated_at  timestamptz not null,
    version     bigint      not null default 1 check (version > 0),
    constraint transactional_and_security_stay check (subscribed or topic not in ('transactional', 'security')),
    primary key (customer_id, account_id, topic),
    foreign key (customer_id, account_id) references panel.account on delete cascade
);
comment on table panel.email_preference is 'What an account has chosen about a topic of email (PAN-9); no row while it has chosen nothing';
comment on column panel.email_preference.version is 'optimistic lock, one more at each change; a choice that was never made has version 0';
select tenancy.protect('panel.email_preference', 'account', 'as long as its account exists',
    array['select', 'insert', 'update(subscribed, updated_at, version)']);

-- What an unsubscribe link stands for. The secret in the link is the gateway's (kind unsubscribe, subject link_id), so that
-- it works signed out; one link has as many secrets as emails were sent with it.
create table panel.unsubscribe_link (
    customer_id uuid        not null default tenancy.current_customer(),
    link_id     uuid        not null,
    account_id  uuid        not null,
    topic       text        not null check (topic in ('transactional', 'security', 'product_updates', 'tips', 'newsletter')),
    created_at  timestamptz not null,
    constraint transactional_and_security_stay check (topic not in ('transactional', 'security')),
    primary key (customer_id, link_id),
    unique (customer_id, account_id, topic),
    foreign key (customer_id, account_id) references panel.account on delete cascade
);
comment on table panel.unsubscribe_link is 'One-click unsubscribe links (RFC 8058, PAN-9): account and topic of the gateway''s secrets';
select tenancy.protect('panel.unsubscribe_link', 'account', 'as long as its account exists', '{select,insert}');
