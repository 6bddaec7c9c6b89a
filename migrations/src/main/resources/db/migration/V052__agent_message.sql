-- Agent: messages, and the promise that a worker keeps with them: none is sent twice and none is lost when a worker dies.
--
--   scheduled ──▶ claimed ──▶ sent
--     │  ▲         │ │ ▲─┘
--     │  └─ retry ─┘ ├──▶ failed ──▶ scheduled   only by asking for it (requeue)
--     └──────────────┴──▶ cancelled
--
-- A worker claims what is due for a while, the lease, in one short transaction, and sends it in none. A worker that dies
-- before it commits has claimed nothing; one that dies later leaves a lease that runs out, and then the message is claimed
-- again. Each claim has an id of its own: who comes late with the id of an older claim changes nothing. Each claim counts
-- as an attempt, and after the fifth the message is failed, a dead letter that somebody has to look at.
--
-- sent and cancelled are final. A message that is claimed may be on its way, so nobody but its claim says that it wasn't
-- sent: cancelling it leaves a reason, and the claim's next step, or the next claim, makes it cancelled; if it had been
-- sent, it is sent. What the database can't know is whether a provider took a message of a worker that then died without
-- a word: it is handed out again, with the same message_id, by which the provider recognizes it.
--
-- Leases run by the workers' clock (ADR 5), and who holds a claim is what a worker says. So whoever has the runtime role
-- can, by hand, take a claim over before its lease has run out, release it, or claim what is suppressed: each counts as an
-- attempt, and none of them brings back what was sent or cancelled.
create table agent.message (
    customer_id         uuid        not null default tenancy.current_customer(),
    message_id          uuid        not null,
    contact_id          uuid        not null,
    state               text        not null default 'scheduled' check (state in ('scheduled', 'claimed', 'sent', 'failed', 'cancelled')),
    due_at              timestamptz not null check (isfinite(due_at)),
    subject             text        not null check (length(subject) >= 1 and length(subject) <= 998 and subject !~ '[[:cntrl:]]'),
    body                text        not null check (octet_length(body) <= 262144),
    attempts            integer     not null default 0 check (attempts between 0 and 5),
    to_email            text        check (length(to_email) between 3 and 254),
    claim_id            uuid,
    claimed_by          text        check (length(claimed_by) between 1 and 100),
    lease_until         timestamptz,
    last_error          text        check (length(last_error) between 1 and 500),
    sent_at             timestamptz,
    provider_message_id text        check (length(provider_message_id) between 1 and 500),
    cancel_reason       text        check (cancel_reason in ('requested', 'suppressed')),
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    version             bigint      not null default 1 check (version > 0),
    constraint message_open_has_attempts_left check (state <> 'scheduled' or attempts < 5),
    constraint message_claimed_is_held check (
        (state = 'claimed') = (claimed_by is not null) and (state = 'claimed') = (lease_until is not null)),
    constraint message_lease_follows_due check (lease_until > due_at),
    constraint message_claim_is_known check ((state in ('claimed', 'sent')) = (claim_id is not null)),
    constraint message_handed_out_has_address check (state not in ('claimed', 'sent') or (to_email is not null and attempts > 0)),
    constraint message_sent_is_complete check ((state = 'sent') = (sent_at is not null) and (state = 'sent' or provider_message_id is null)),
    constraint message_failed_says_why check (state <> 'failed' or (last_error is not null and attempts > 0)),
    constraint message_cancelled_says_why check (
        (state <> 'cancelled' or cancel_reason is not null) and (state not in ('scheduled', 'failed') or cancel_reason is null)),
    primary key (customer_id, message_id),
    foreign key (customer_id, contact_id) references agent.contact on delete cascade
);
-- What is due first, for the claim; what is claimed, a few rows; and what failed, was sent or cancelled, for people.
create index message_by_state on agent.message (customer_id, state, due_at, message_id);
create index message_by_contact on agent.message (customer_id, contact_id, due_at, message_id);
comment on table agent.message is 'Message to a contact, with its content and state (AGT-1); moves only as the header of V052 shows';
comment on column agent.message.message_id is 'UUIDv7; what the mail provider gets as its idempotency key';
comment on column agent.message.due_at is 'when it is to be sent at the earliest; after a failed attempt, when it is tried again';
comment on column agent.message.subject is 'on one line: a line break in it would begin a header of the sender''s choice';
comment on column agent.message.body is 'at most 256 KiB, as it is sent';
comment on column agent.message.attempts is 'how often it was claimed, at most 5; from 0 again when a failed one is scheduled anew';
comment on column agent.message.to_email is 'address that it was handed out for, the contact''s at its last claim; NULL as long as it never was';
comment on column agent.message.claim_id is 'of the claim that holds it, or has sent it; whoever has another changes nothing';
comment on column agent.message.claimed_by is 'name of the worker that holds it, for people';
comment on column agent.message.lease_until is 'until when it is held; then anybody may claim it';
comment on column agent.message.last_error is 'what the last failed attempt failed of';
comment on column agent.message.sent_at is 'when the provider had taken it';
comment on column agent.message.provider_message_id is 'what the provider calls it';
comment on column agent.message.cancel_reason is
    'requested or suppressed; of a claimed one: it is to be cancelled unless it has been sent; of a sent one: that came too late';
comment on column agent.message.version is 'optimistic lock of content and due time, one more at each change of the row';

create trigger message_moves_along_its_lifecycle before update on agent.message
    for each row when (not (
        old.state = new.state
        or old.state = 'scheduled' and new.state in ('claimed', 'cancelled')
        or old.state = 'claimed' and new.state in ('sent', 'scheduled', 'failed', 'cancelled')
        or old.state = 'failed' and new.state = 'scheduled'))
    execute function tenancy.refuse_change();
create trigger message_sent_or_cancelled_is_final before update on agent.message
    for each row when (old.state in ('sent', 'cancelled')) execute function tenancy.refuse_change();
create trigger message_each_claim_is_an_attempt before update on agent.message
    for each row when (new.state = 'claimed'
        and new.attempts <> old.attempts + case when new.claim_id is distinct from old.claim_id then 1 else 0 end)
    execute function tenancy.refuse_change();
create trigger message_attempts_are_not_forgotten before update on agent.message
    for each row when (new.attempts < old.attempts and old.state <> 'failed') execute function tenancy.refuse_change();
create trigger message_is_sent_by_its_claim before update on agent.message
    for each row when (new.state = 'sent' and new.claim_id is distinct from old.claim_id)
    execute function tenancy.refuse_change();
-- Once it was handed out, a provider may have it under its id, and would take another text for the same message.
create trigger message_content_is_fixed_once_handed_out before update on agent.message
    for each row when ((new.subject <> old.subject or new.body <> old.body)
        and (old.to_email is not null or new.state <> 'scheduled'))
    execute function tenancy.refuse_change();
create trigger message_address_comes_with_a_claim before update on agent.message
    for each row when (new.to_email is distinct from old.to_email
        and (new.state <> 'claimed' or new.claim_id is not distinct from old.claim_id))
    execute function tenancy.refuse_change();

select tenancy.protect('agent.message', 'customer_data', 'as long as its contact exists',
    array['select', 'insert(customer_id, message_id, contact_id, due_at, subject, body, created_at, updated_at)',
          'update(state, due_at, subject, body, attempts, to_email, claim_id, claimed_by, lease_until, last_error, sent_at, '
          'provider_message_id, cancel_reason, updated_at, version)']);

create table agent.enrolment_message (
    customer_id  uuid    not null default tenancy.current_customer(),
    enrolment_id uuid    not null,
    position     integer not null check (position between 1 and 50),
    message_id   uuid    not null,
    primary key (customer_id, enrolment_id, position),
    unique (customer_id, message_id),
    foreign key (customer_id, enrolment_id) references agent.enrolment on delete cascade,
    foreign key (customer_id, message_id) references agent.message on delete cascade
);
comment on table agent.enrolment_message is 'Which message was scheduled for which step of an enrolment; a message of its own has no row here';
comment on column agent.enrolment_message.position is 'of the step, as it was when the contact was enrolled';
select tenancy.protect('agent.enrolment_message', 'customer_data', 'as long as its enrolment and its message', '{select,insert}');
