-- Relay: screens, and how a device becomes one (RLY-1).
--
-- Somebody offers a short code in the product; the device, which is signed out, types it. The gateway tells the Customer
-- and the pairing of a code and uses it up; under that Customer's scope the pairing is then claimed, which makes the
-- screen and its device token. A pairing therefore knows its screen's key from the beginning, and the screen's row comes
-- with the claim: so no column of a key is ever empty, and a pairing makes one screen at most, the one that it names.
--
-- That a code was typed is the gateway's to know. The runtime role, which calls it, can also say so of itself; what it
-- can't is end a pairing twice, or take another's for a screen.
create schema relay;
comment on schema relay is 'Relay: screens, what they report and what they show';
grant usage on schema relay to operant_runtime;

create table relay.pairing (
    customer_id uuid        not null default tenancy.current_customer() references tenancy.customer,
    pairing_id  uuid        not null,
    screen_id   uuid        not null,
    name        text        not null check (length(name) between 1 and 200),
    location    text        not null check (length(location) <= 200),
    state       text        not null default 'offered' check (state in ('offered', 'claimed', 'expired', 'cancelled')),
    offered_at  timestamptz not null,
    offered_by  text        not null default tenancy.current_actor() check (length(offered_by) between 1 and 100),
    expires_at  timestamptz not null,
    ended_at    timestamptz,
    constraint pairing_life check (expires_at > offered_at and expires_at <= offered_at + interval '1 day'),
    constraint pairing_end check ((state = 'offered') = (ended_at is null)),
    constraint pairing_claimed_in_time check (state <> 'claimed' or ended_at < expires_at),
    constraint pairing_expired_in_time check (state <> 'expired' or ended_at >= expires_at),
    primary key (customer_id, pairing_id),
    -- What its screen refers to.
    unique (customer_id, pairing_id, screen_id)
);
-- One open offer for a screen: two devices can't become the same one.
create unique index pairing_open on relay.pairing (customer_id, screen_id) where state = 'offered';
create index pairing_by_expiry on relay.pairing (customer_id, state, expires_at, pairing_id);
create trigger pairing_ends_once before update on relay.pairing
    for each row when (old.state <> 'offered') execute function tenancy.refuse_change();
comment on table relay.pairing is 'Offer of a code that turns a device into a screen (RLY-1); the code itself is in the gateway, hashed';
comment on column relay.pairing.screen_id is 'the screen that it makes, or the unpaired one that it gives a device again; no foreign key, as the screen may be still to come, or deleted since';
comment on column relay.pairing.state is 'offered, and from there once and for all: claimed by a device, expired or cancelled';
comment on column relay.pairing.ended_at is 'when it was claimed, marked as expired, or cancelled; NULL while it is offered';
select tenancy.protect('relay.pairing', 'customer_data',
    'as long as the Customer is active: who let which screen in',
    array['select', 'insert(customer_id, pairing_id, screen_id, name, location, offered_at, expires_at)',
          'update(state, ended_at)']);

create table relay.screen (
    customer_id uuid        not null default tenancy.current_customer() references tenancy.customer,
    screen_id   uuid        not null,
    pairing_id  uuid        not null,
    name        text        not null check (length(name) between 1 and 200),
    location    text        not null check (length(location) <= 200),
    state       text        not null default 'paired' check (state in ('paired', 'unpaired')),
    paired_at   timestamptz not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    version     bigint      not null default 1 check (version > 0),
    primary key (customer_id, screen_id),
    unique (customer_id, pairing_id),
    constraint screen_is_the_one_that_was_offered
        foreign key (customer_id, pairing_id, screen_id) references relay.pairing (customer_id, pairing_id, screen_id)
);
create index screen_by_name on relay.screen (customer_id, name, screen_id);
-- A screen is given to another device by another pairing only.
create trigger screen_pairs_by_a_new_pairing before update on relay.screen
    for each row when (old.state = 'unpaired' and new.state = 'paired' and new.pairing_id = old.pairing_id)
    execute function tenancy.refuse_change();
create trigger screen_keeps_its_pairing before update on relay.screen
    for each row when (old.state = 'paired' and (new.pairing_id <> old.pairing_id or new.paired_at <> old.paired_at))
    execute function tenancy.refuse_change();
comment on table relay.screen is 'Screen of a Customer (RLY-1); its device signs in by a token that the gateway has, hashed';
comment on column relay.screen.pairing_id is 'by which its present, or its last, device was let in';
comment on column relay.screen.location is 'where it hangs, in the Customer''s words; may be empty';
comment on column relay.screen.state is 'paired: a device may sign in as it; unpaired: none may, until it is paired again';
comment on column relay.screen.version is 'optimistic lock of name and location, one more at each change, and when it is paired or unpaired';
select tenancy.protect('relay.screen', 'customer_data', 'as long as the Customer is active, or until deleted by it',
    array['select', 'insert(customer_id, screen_id, pairing_id, name, location, paired_at, created_at, updated_at)',
          'update(pairing_id, name, location, state, paired_at, updated_at, version)', 'delete']);
