-- Panel: invitations (PAN-6). The token that is sent to the address is in the gateway, hashed; what it leads to is a row
-- here. An invitation is accepted or revoked once, and one that has ended never changes again. That its token was shown is
-- the gateway's to know, and that an account came of it the repository's.
create table panel.invitation (
    customer_id   uuid        not null default tenancy.current_customer() references tenancy.customer,
    invitation_id uuid        not null,
    email         text        not null check (email = lower(email) and length(email) <= 254 and email ~ '^[^@\s]+@[^@\s]+$'),
    role          text        not null check (role in ('owner', 'admin', 'member', 'viewer')),
    state         text        not null default 'offered' check (state in ('offered', 'accepted', 'revoked')),
    invited_by    text        not null default tenancy.current_actor() check (length(invited_by) between 1 and 100),
    created_at    timestamptz not null default now(),
    expires_at    timestamptz not null,
    ended_at      timestamptz,
    version       bigint      not null default 1 check (version > 0),
    check (expires_at > created_at),
    check ((state = 'offered') = (ended_at is null)),
    constraint invitation_accepted_in_time check (state <> 'accepted' or ended_at < expires_at),
    primary key (customer_id, invitation_id)
);
-- One address has one invitation at a time that can be accepted.
create unique index invitation_offered on panel.invitation (customer_id, email) where state = 'offered';
create index invitation_by_time on panel.invitation (customer_id, state, created_at, invitation_id);
create trigger invitation_ends_once before update on panel.invitation for each row
    when (old.state <> 'offered') execute function tenancy.refuse_change();
comment on table panel.invitation is 'Invitation of a person to have an account at the Customer (PAN-6)';
comment on column panel.invitation.email is 'where the token was sent, in lower case; the account will have it as its work email';
comment on column panel.invitation.role is 'what the account will be; what was offered can''t be changed';
comment on column panel.invitation.state is 'offered until it is accepted or revoked, each for good; one that has expired stays offered, and can''t be accepted';
comment on column panel.invitation.invited_by is 'actor of the scope that made it, from the sealed token: an insert can''t name another';
comment on column panel.invitation.ended_at is 'when it was accepted or revoked';
select tenancy.protect('panel.invitation', 'account', 'as long as the Customer is active, or until deleted by it',
    array['select', 'insert(customer_id, invitation_id, email, role, created_at, expires_at)',
          'update(state, ended_at, version)', 'delete']);
