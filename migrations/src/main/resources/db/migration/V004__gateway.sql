-- Gateways: the only reads before a Customer is known. A secret (cookie, device token, code) or an email address turns
-- into identifiers, never into rows of a tenant table. Owned by operant_gateway, which can reach nothing else, so that
-- a fault in one of these functions opens none of the Customers' tables.
--
-- Secrets arrive hashed with a key that the database doesn't have. A wrong, an expired, a used and an unknown secret
-- get the same answer: no row. What is short enough to be guessed, a pairing code or a password, can be tried only a few
-- times: V005 counts.
create schema gateway;
comment on schema gateway is 'What happens before a Customer is known: secrets turn into identifiers';
grant usage on schema gateway to operant_runtime;
grant usage, create on schema gateway to operant_gateway;

create table gateway.secret (
    kind        text        not null check (kind in
        ('session', 'invitation', 'device', 'pairing', 'unsubscribe', 'contact_unsubscribe', 'share_link')),
    secret_hash bytea       not null check (octet_length(secret_hash) = 32),
    customer_id uuid        not null,
    subject_id  uuid        not null,
    expires_at  timestamptz not null,
    uses_left   integer     check (uses_left >= 0),
    proof_hash  bytea       check (octet_length(proof_hash) = 32),
    tries_left  integer     check (tries_left >= 0),
    check ((kind = 'pairing') = (proof_hash is not null and tries_left is not null and uses_left is not null)),
    primary key (kind, secret_hash)
);
create index secret_subject on gateway.secret (customer_id, kind, subject_id);
comment on table gateway.secret is 'Secrets that identify a Customer and a subject: no content, granted to nobody';
comment on column gateway.secret.secret_hash is 'HMAC-SHA-256 of the secret under the lookup key, which is kept outside the database';
comment on column gateway.secret.subject_id is 'what the secret stands for: an account for a session, a screen for a device';
comment on column gateway.secret.uses_left is 'how often it still resolves; NULL for any number of times';
comment on column gateway.secret.proof_hash is
    'of a pairing code: hash of its second half. The first half finds the row, so that wrong second halves can be counted';
comment on column gateway.secret.tries_left is 'of a pairing code: how many wrong second halves it still stands; at 0 it is dead';

create table gateway.sign_in (
    email_hash  bytea not null check (octet_length(email_hash) = 32),
    customer_id uuid  not null,
    account_id  uuid  not null,
    primary key (email_hash, customer_id, account_id)
);
create index sign_in_account on gateway.sign_in (customer_id, account_id);
comment on table gateway.sign_in is 'Which accounts a work email may sign in to: one email may have an account at several Customers';
comment on column gateway.sign_in.email_hash is 'HMAC-SHA-256 of the lower-case address under the lookup key, so that the table can''t be searched for known addresses';

-- Before a Customer is known ------------------------------------------------------------------------------------------

create function gateway.resolve_secret(kind text, secret_hash bytea)
    returns table (customer_id uuid, subject_id uuid)
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    -- Taking the use and checking it are one statement, so two concurrent resolvers can't both have the last one.
    with used as (
        update gateway.secret s
           set uses_left = s.uses_left - 1
         where s.kind = resolve_secret.kind and s.kind <> 'pairing' and s.secret_hash = resolve_secret.secret_hash
           and s.expires_at > now() and s.uses_left > 0
        returning s.customer_id, s.subject_id)
    select u.customer_id, u.subject_id from used u
    union all
    select s.customer_id, s.subject_id
      from gateway.secret s
     where s.kind = resolve_secret.kind and s.secret_hash = resolve_secret.secret_hash
       and s.expires_at > now() and s.uses_left is null;
end;
comment on function gateway.resolve_secret(text, bytea) is 'Customer and subject of a secret, taking one of its uses; no row when it is wrong, expired, used up or unknown, or a pairing code';

-- Under a scope: a Customer manages its own secrets and nobody else's -------------------------------------------------

create function gateway.issue(kind text, secret_hash bytea, subject_id uuid, expires_at timestamptz, uses integer)
    returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    insert into gateway.secret (kind, secret_hash, customer_id, subject_id, expires_at, uses_left)
    values (issue.kind, issue.secret_hash, tenancy.current_customer(), issue.subject_id, issue.expires_at, issue.uses);
end;
comment on function gateway.issue(text, bytea, uuid, timestamptz, integer) is 'Issues a secret of the scope''s Customer; uses NULL for any number of times';

-- Two Customers' short codes can meet. One that has expired makes room; one that lives is left alone.
create function gateway.issue_pairing(
    secret_hash bytea, proof_hash bytea, subject_id uuid, expires_at timestamptz, tries integer) returns boolean
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with issued as (
        insert into gateway.secret as s
            (kind, secret_hash, proof_hash, customer_id, subject_id, expires_at, uses_left, tries_left)
        values ('pairing', issue_pairing.secret_hash, issue_pairing.proof_hash, tenancy.current_customer(),
                issue_pairing.subject_id, issue_pairing.expires_at, 1, issue_pairing.tries)
        on conflict (kind, secret_hash) do update
           set proof_hash = excluded.proof_hash, customer_id = excluded.customer_id, subject_id = excluded.subject_id,
               expires_at = excluded.expires_at, uses_left = excluded.uses_left, tries_left = excluded.tries_left
         where s.expires_at <= now()
        returning 1)
    select exists (select from issued);
end;
comment on function gateway.issue_pairing(bytea, bytea, uuid, timestamptz, integer) is
    'Issues a pairing code of the scope''s Customer, good once; false when its first half is taken: make another code';

create function gateway.extend(kind text, secret_hash bytea, expires_at timestamptz) returns boolean
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with extended as (
        update gateway.secret s set expires_at = extend.expires_at
         where s.kind = extend.kind and s.secret_hash = extend.secret_hash
           and s.customer_id = tenancy.current_customer() and s.expires_at > now()
        returning 1)
    select exists (select from extended);
end;
comment on function gateway.extend(text, bytea, timestamptz) is 'Moves the expiry of a secret of the scope''s Customer that hasn''t expired; false when there is none';

create function gateway.extend_subject(kind text, subject_id uuid, expires_at timestamptz) returns bigint
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with extended as (
        update gateway.secret s set expires_at = extend_subject.expires_at
         where s.kind = extend_subject.kind and s.subject_id = extend_subject.subject_id
           and s.customer_id = tenancy.current_customer() and s.expires_at > now()
        returning 1)
    select count(*) from extended;
end;
comment on function gateway.extend_subject(text, uuid, timestamptz) is 'Moves the expiry of the secrets of one kind of a subject of the scope''s Customer that haven''t expired; returns how many';

create function gateway.revoke(kind text, secret_hash bytea) returns boolean
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with revoked as (
        delete from gateway.secret s
         where s.kind = revoke.kind and s.secret_hash = revoke.secret_hash
           and s.customer_id = tenancy.current_customer()
        returning 1)
    select exists (select from revoked);
end;
comment on function gateway.revoke(text, bytea) is 'Revokes one secret of the scope''s Customer; false when there is none';

create function gateway.revoke_subject(kind text, subject_id uuid) returns bigint
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with revoked as (
        delete from gateway.secret s
         where s.kind = revoke_subject.kind and s.subject_id = revoke_subject.subject_id
           and s.customer_id = tenancy.current_customer()
        returning 1)
    select count(*) from revoked;
end;
comment on function gateway.revoke_subject(text, uuid) is 'Revokes all secrets of one kind of a subject of the scope''s Customer; returns how many';

create function gateway.revoke_subjects(kind text, subject_ids uuid[]) returns bigint
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with revoked as (
        delete from gateway.secret s
         where s.kind = revoke_subjects.kind and s.subject_id = any (revoke_subjects.subject_ids)
           and s.customer_id = tenancy.current_customer()
        returning 1)
    select count(*) from revoked;
end;
comment on function gateway.revoke_subjects(text, uuid[]) is 'As revoke_subject, for many subjects at once';

create function gateway.register_sign_in(email_hash bytea, account_id uuid) returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    insert into gateway.sign_in (email_hash, customer_id, account_id)
    values (register_sign_in.email_hash, tenancy.current_customer(), register_sign_in.account_id)
    on conflict do nothing;
end;
comment on function gateway.register_sign_in(bytea, uuid) is 'Lets an email address sign in to an account of the scope''s Customer';

create function gateway.forget_sign_in(account_id uuid) returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    delete from gateway.sign_in s
     where s.customer_id = tenancy.current_customer() and s.account_id = forget_sign_in.account_id;
end;
comment on function gateway.forget_sign_in(uuid) is 'Takes an account of the scope''s Customer out of sign-in';

-- Everything in this schema belongs to operant_gateway, and its functions are for the runtime role unless their migration
-- says for whom else. Called at the end of each migration that adds something.
create function gateway.hand_over() returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    own regclass;
    fn regprocedure;
begin
    grant create on schema gateway to operant_gateway;
    for own in select c.oid::regclass from pg_class c
                where c.relnamespace = 'gateway'::regnamespace and c.relkind = 'r'
                  and c.relowner = 'operant_owner'::regrole loop
        execute format('alter table %s owner to operant_gateway', own);
    end loop;
    for fn in select p.oid::regprocedure from pg_proc p
               where p.pronamespace = 'gateway'::regnamespace and p.prosecdef
                 and p.proowner = 'operant_owner'::regrole loop
        execute format('revoke all on function %s from public', fn);
        execute format('grant execute on function %s to operant_runtime', fn);
        execute format('alter function %s owner to operant_gateway', fn);
    end loop;
    revoke create on schema gateway from operant_gateway;
end $$;
comment on function gateway.hand_over() is 'Gives what is new in the gateway to operant_gateway, and its functions to the runtime role; for migrations';
revoke all on function gateway.hand_over() from public;
select gateway.hand_over();
