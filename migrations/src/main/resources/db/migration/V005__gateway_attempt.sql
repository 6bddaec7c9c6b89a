-- Guessing. What a person chooses or types can be guessed, so the database counts how often it is tried, before anything
-- is compared, and refuses beyond a limit. It counts by the hash of what is tried at (an address, an account) and of who
-- tries (the client, as the application knows it), in a transaction of its own: a caller that rolls its work back because
-- the password was wrong must not take the count back with it.

create table gateway.attempt_limit (
    purpose  text     primary key check (purpose ~ '^[a-z_]{1,40}$'),
    attempts integer  not null check (attempts between 1 and 10000),
    within   interval not null check (within between interval '1 second' and interval '1 day')
);
comment on table gateway.attempt_limit is 'How often something may be tried, within what time from the first try; set by the operator';
insert into gateway.attempt_limit (purpose, attempts, within) values
    ('sign_in_email',   10, interval '15 minutes'),
    ('sign_in_client', 100, interval '15 minutes'),
    ('second_factor',    5, interval '5 minutes'),
    ('pairing_client',  10, interval '10 minutes');

create table gateway.attempt (
    purpose      text        not null references gateway.attempt_limit,
    subject_hash bytea       not null check (octet_length(subject_hash) = 32),
    attempts     integer     not null check (attempts > 0),
    started_at   timestamptz not null,
    primary key (purpose, subject_hash)
);
create index attempt_started on gateway.attempt (started_at);
comment on table gateway.attempt is 'Tries that were counted, by purpose and subject; no content, granted to nobody';
comment on column gateway.attempt.subject_hash is
    'HMAC-SHA-256 under the lookup key of what is tried at or of who tries, so that the table names neither addresses nor clients';

-- Counts first and asks then, in one statement that locks the row: of many tries at once none slips through. The message
-- is constant; the hint is how many seconds to wait. Raising takes this last count back, which changes nothing: the limit
-- had been reached before.
create function gateway.take_attempt(purpose text, subject_hash bytea) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    bound gateway.attempt_limit;
    tried gateway.attempt;
begin
    select * into bound from gateway.attempt_limit l where l.purpose = take_attempt.purpose;
    if not found then
        raise exception 'operant: unknown purpose of an attempt' using errcode = '22023';
    end if;
    insert into gateway.attempt as a (purpose, subject_hash, attempts, started_at)
    values (take_attempt.purpose, take_attempt.subject_hash, 1, now())
        on conflict on constraint attempt_pkey do update
       set attempts   = case when a.started_at + bound.within > now() then a.attempts + 1 else 1 end,
           started_at = case when a.started_at + bound.within > now() then a.started_at else now() end
    returning * into tried;
    if tried.attempts > bound.attempts then
        raise exception using errcode = 'OP429', message = 'operant: too many attempts',
            hint = ceil(extract(epoch from tried.started_at + bound.within - now()))::text;
    end if;
end $$;
comment on function gateway.take_attempt(text, bytea) is
    'Counts a try; OP429 with the seconds to wait as its hint once the limit is reached';

create function gateway.forgive_attempts(purpose text, subject_hash bytea) returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    delete from gateway.attempt a
     where a.purpose = forgive_attempts.purpose and a.subject_hash = forgive_attempts.subject_hash;
end;
comment on function gateway.forgive_attempts(text, bytea) is 'Forgets the tries of a subject that has got it right';

-- What can be tried ---------------------------------------------------------------------------------------------------

create function gateway.resolve_sign_in(email_hash bytea, client_hash bytea)
    returns table (customer_id uuid, account_id uuid)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform gateway.take_attempt('sign_in_client', client_hash);
    perform gateway.take_attempt('sign_in_email', email_hash);
    return query
        select s.customer_id, s.account_id from gateway.sign_in s
         where s.email_hash = resolve_sign_in.email_hash
         order by s.customer_id, s.account_id;
end $$;
comment on function gateway.resolve_sign_in(bytea, bytea) is
    'Customers and accounts that an email address may sign in to, counting the try by address and by client';

-- The first half of a code finds the row, the second proves that it isn't guessed: a wrong one costs the code one of its
-- tries. A client that tries many first halves runs into its own limit. Wrong, absent, expired, used and dead codes get
-- the same answer: no row.
--
-- A right code gives back its own try and no other: who hangs up thirty screens behind one address is let through, and
-- who claims codes of his own in between gains no guess at others'.
create function gateway.claim_pairing(secret_hash bytea, proof_hash bytea, client_hash bytea)
    returns table (customer_id uuid, subject_id uuid)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform gateway.take_attempt('pairing_client', client_hash);
    return query
        with tried as (
            update gateway.secret s
               set uses_left  = s.uses_left  - (s.proof_hash = claim_pairing.proof_hash)::integer,
                   tries_left = s.tries_left - (s.proof_hash <> claim_pairing.proof_hash)::integer
             where s.kind = 'pairing' and s.secret_hash = claim_pairing.secret_hash
               and s.expires_at > now() and s.uses_left > 0 and s.tries_left > 0
            returning s.customer_id, s.subject_id, s.proof_hash = claim_pairing.proof_hash as is_right)
        select t.customer_id, t.subject_id from tried t where t.is_right;
    if found then
        update gateway.attempt a set attempts = a.attempts - 1
         where a.purpose = 'pairing_client' and a.subject_hash = client_hash and a.attempts > 1;
        if not found then
            perform gateway.forgive_attempts('pairing_client', client_hash);
        end if;
    end if;
end $$;
comment on function gateway.claim_pairing(bytea, bytea, bytea) is
    'Customer and pairing of a code, using it up; no row when it is wrong, and one try less for code and client';

-- Housekeeping, by the operator ---------------------------------------------------------------------------------------

create function gateway.forget_expired() returns bigint
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with secrets as (
        delete from gateway.secret s where s.expires_at < now() - interval '1 day' returning 1),
    attempts as (
        delete from gateway.attempt a
         using gateway.attempt_limit l
         where l.purpose = a.purpose and a.started_at + l.within < now() - interval '1 day' returning 1)
    select (select count(*) from secrets) + (select count(*) from attempts);
end;
comment on function gateway.forget_expired() is 'Deletes secrets and counted tries that expired more than a day ago; returns how many';

select gateway.hand_over();
revoke execute on function gateway.forget_expired() from operant_runtime;
grant execute on function gateway.forget_expired() to operant_operator;
grant usage on schema gateway to operant_operator;
grant select, update on gateway.attempt_limit to operant_operator;
