-- Agent: whom a Customer writes to, and to which addresses nothing may be sent.
--
-- A suppression belongs to the address and not to the contact: a contact that is deleted and added again is not
-- subscribed again. Nothing takes a suppression away. One that no longer holds has a row in agent.resubscription, which
-- says who lifted it and why; both tables only ever grow, so that no address becomes reachable without a trace, over
-- plain SQL neither.
create schema agent;
comment on schema agent is 'Agent: email follow-up: contacts, sequences of messages, what is sent when, and to whom nothing may be sent';
grant usage on schema agent to operant_runtime;

create table agent.contact (
    customer_id  uuid        not null default tenancy.current_customer() references tenancy.customer,
    contact_id   uuid        not null,
    email        text        not null check (email = lower(email) and length(email) <= 254 and email ~ '^[^@\s]+@[^@\s]+$'),
    display_name text        not null check (length(display_name) between 1 and 200),
    company      text        check (length(company) between 1 and 200),
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    version      bigint      not null default 1 check (version > 0),
    constraint contact_one_line check ((email || display_name || coalesce(company, '')) !~ '[[:cntrl:]]'),
    primary key (customer_id, contact_id),
    unique (customer_id, email)
);
create index contact_by_name on agent.contact (customer_id, display_name, contact_id);
comment on table agent.contact is 'Contact: a person whom a Customer writes to (AGT-1); no account, and known to this Customer alone';
comment on column agent.contact.email is 'address in lower case; unique within the Customer';
comment on column agent.contact.display_name is 'the person''s name, on one line, as it may stand in the header of a message';
comment on column agent.contact.company is 'whom the person works for; NULL when unknown';
comment on column agent.contact.version is 'optimistic lock, one more at each update';
select tenancy.protect('agent.contact', 'customer_data',
    'as long as the Customer is active, or until deleted by it, with all messages to the contact');

create table agent.suppression (
    customer_id    uuid        not null default tenancy.current_customer() references tenancy.customer,
    suppression_id uuid        not null,
    email          text        not null check (email = lower(email) and length(email) <= 254 and email ~ '^[^@\s]+@[^@\s]+$'),
    reason         text        not null check (reason in ('unsubscribed', 'bounced', 'complained', 'manual')),
    suppressed_at  timestamptz not null default now(),
    suppressed_by  text        not null default tenancy.current_actor() check (length(suppressed_by) between 1 and 100),
    primary key (customer_id, suppression_id)
);
create index suppression_by_email on agent.suppression (customer_id, email, suppression_id);
comment on table agent.suppression is
    'Addresses that a Customer sends nothing to (AGT-2), whether or not there is a contact; holds until agent.resubscription lifts it. An address may have several';
comment on column agent.suppression.reason is
    'unsubscribed: the person said so; complained: reported a message as spam; bounced: the address doesn''t take mail; manual: the Customer''s own doing';
comment on column agent.suppression.suppressed_at is 'by the database''s clock, as a proof';
comment on column agent.suppression.suppressed_by is 'actor of the scope, by the database: job:unsubscribe where the person followed the link';
select tenancy.protect('agent.suppression', 'customer_data',
    'as long as the Customer is active, also when the contact has been deleted: forgetting that somebody unsubscribed would write to them again',
    '{select,"insert(customer_id, suppression_id, email, reason)"}');

create table agent.resubscription (
    customer_id    uuid        not null default tenancy.current_customer(),
    suppression_id uuid        not null,
    why            text        not null check (length(why) between 1 and 500),
    lifted_at      timestamptz not null default now(),
    lifted_by      text        not null default tenancy.current_actor() check (length(lifted_by) between 1 and 100),
    primary key (customer_id, suppression_id),
    foreign key (customer_id, suppression_id) references agent.suppression on delete cascade
);
comment on table agent.resubscription is 'A suppression that no longer holds: when it was lifted, by whom and why; the suppression''s row stays';
comment on column agent.resubscription.why is 'in words, such as that the person asked for it, and where that can be read';
comment on column agent.resubscription.lifted_by is 'actor of the scope, by the database';
select tenancy.protect('agent.resubscription', 'customer_data', 'as long as its suppression',
    '{select,"insert(customer_id, suppression_id, why)"}');
