-- The scope of a session: which Customer, and who acts. It arrives as a sealed token in the setting operant.context,
-- and counts only after the server has verified it, so SQL injected into a statement can't choose another Customer.
--
--   token = version . key id . customer . actor . expiry . mac        for example v1.k7f3a90c2.018f….account:018f….1790000000.9be1…
--   mac   = HMAC-SHA-256 over everything before its dot, in lower-case hexadecimal
--
-- Run by operant_migrator as operant_owner; see db/bootstrap for the roles.
do $$
begin
    if current_user <> 'operant_owner' then
        raise exception 'operant: migrations run as operant_owner, not as %', current_user
            using hint = 'Sign in as operant_migrator, and leave afterConnect.sql in Flyway''s locations.';
    end if;
    -- Flyway has made it already where its history table lives there, as it should.
    if not exists (select from pg_catalog.pg_namespace where nspname = 'tenancy') then
        create schema tenancy;
    end if;
end $$;

comment on schema tenancy is 'Customers, the scope of a session, and what protects a tenant table';
grant usage on schema tenancy to operant_runtime, operant_signer, operant_gateway;

create table tenancy.signing_key (
    key_id         text        primary key check (key_id ~ '^k[0-9a-f]{8}$'),
    generation     bigint      not null unique check (generation > 0),
    secret         bytea       not null check (octet_length(secret) = 32),
    inner_pad      bytea       not null check (octet_length(inner_pad) = 64),
    outer_pad      bytea       not null check (octet_length(outer_pad) = 64),
    created_at     timestamptz not null default now(),
    accepted_until timestamptz not null default 'infinity'
);
comment on table tenancy.signing_key is
    'Keys that seal scope tokens. Granted to nobody: current_customer() verifies, current_signing_key() hands the newest to operant_signer.';
comment on column tenancy.signing_key.generation is 'one more with each rotation; never given again, and no row is changed but for its accepted_until';
comment on column tenancy.signing_key.secret is 'HMAC-SHA-256 key, 256 bits from the server''s strong random source';
comment on column tenancy.signing_key.inner_pad is 'secret, zero-padded to the 64-byte block, XOR 0x36 (RFC 2104), kept to spare the work at each verification';
comment on column tenancy.signing_key.outer_pad is 'the same XOR 0x5c';
comment on column tenancy.signing_key.accepted_until is 'end of the overlap once a newer key has replaced this one';

-- Which generation signs now. Its number stands in the function itself: a rotation replaces it, and PostgreSQL then makes
-- every session of the server plan anew what has called it. That is what lets current_customer() keep the key in its plan.
create function tenancy.key_generation() returns bigint
    language sql immutable parallel safe
    return 0;
comment on function tenancy.key_generation() is 'Generation of the key that signs now; replaced by rotate_signing_key()';

-- A new key signs from now on; the previous one is accepted until the overlap ends, so no request fails meanwhile.
-- Its own plans hold the new one, and its caller may have plans sent: hence debug_print_plan, as in current_customer().
create function tenancy.rotate_signing_key(overlap interval) returns text
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
    set debug_print_plan = off
as $$
declare
    -- Four random UUIDs carry 488 bits from the server's strong source; hashing packs them into 256 even ones.
    fresh  constant bytea := sha256(convert_to(
        gen_random_uuid()::text || gen_random_uuid() || gen_random_uuid() || gen_random_uuid(), 'UTF8'));
    new_id constant text  := 'k' || left(replace(gen_random_uuid()::text, '-', ''), 8);
    next_generation bigint;
    inner_block bytea := decode(repeat('36', 64), 'hex');
    outer_block bytea := decode(repeat('5c', 64), 'hex');
begin
    if overlap is null or overlap < interval '0' or overlap > interval '1 day' then
        raise exception 'operant: overlap of signing keys must be between 0 and 1 day, got %', overlap
            using errcode = '22023', hint = 'Take at least the life of a token and the JVMs'' refresh interval together.';
    end if;
    for i in 0..31 loop
        inner_block := set_byte(inner_block, i, get_byte(fresh, i) # 54);
        outer_block := set_byte(outer_block, i, get_byte(fresh, i) # 92);
    end loop;
    -- One rotation at a time, or two keys would sign. Verifying reads on.
    lock table tenancy.signing_key in share row exclusive mode;
    select greatest(max(k.generation), tenancy.key_generation()) + 1 into next_generation from tenancy.signing_key k;
    -- Keys before the previous one too: who replaces a key that got out, without overlap, wants none of them any more.
    update tenancy.signing_key k set accepted_until = now() + overlap where k.accepted_until > now() + overlap;
    delete from tenancy.signing_key where accepted_until < now();
    insert into tenancy.signing_key (key_id, generation, secret, inner_pad, outer_pad)
    values (new_id, next_generation, fresh, inner_block, outer_block);
    execute format('create or replace function tenancy.key_generation() returns bigint language sql immutable parallel safe'
                   ' return %s', next_generation);
    -- But for the first key, which is made before there is an audit log.
    if to_regprocedure('audit.append_for_platform(text, text, text, text, json)') is not null then
        perform audit.append_for_platform('signing_key.rotated', 'signing_key', new_id, 'a new key seals scope tokens',
                                          json_build_object('login', session_user, 'overlap', overlap));
    end if;
    return new_id;
end $$;
comment on function tenancy.rotate_signing_key(interval) is 'Makes a new signing key; older ones are accepted for the overlap at most';
grant execute on function tenancy.rotate_signing_key(interval) to operant_operator;
grant usage on schema tenancy to operant_operator;

create function tenancy.current_signing_key(out key_id text, out secret bytea) returns record
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
    return (select row (k.key_id, k.secret) from tenancy.signing_key k where k.accepted_until = 'infinity');
comment on function tenancy.current_signing_key() is 'The key that signs now; for operant_signer alone';
grant execute on function tenancy.current_signing_key() to operant_signer;

select tenancy.rotate_signing_key(interval '0');

-- The pads of the key of one generation: {inner, outer}. What a generation's key is never changes, so this is immutable in
-- the generation, and a planner that folds it into a constant is right. A snapshot from before the rotation doesn't see the
-- key: then it is null, nothing matches it, and verified_slowly() decides.
create function tenancy.key_pads(generation bigint) returns bytea[]
    language sql immutable
    set search_path = pg_catalog, pg_temp
    return (select array[k.inner_pad, k.outer_pad] from tenancy.signing_key k where k.generation = key_pads.generation);
comment on function tenancy.key_pads(bigint) is 'Inner and outer pad of the signing key of a generation; for current_customer() alone';

-- How the tokens of one generation begin, immutable as its pads are.
create function tenancy.key_prefix(generation bigint) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
    return (select 'v1.' || k.key_id || '.' from tenancy.signing_key k where k.generation = key_prefix.generation);
comment on function tenancy.key_prefix(bigint) is 'Version and key id that begin the tokens of a generation; for current_customer() alone';

-- Verifies a token with the key that it names, which is an older one during the overlap. It refuses with a constant message,
-- so that neither a value nor the reason helps who is guessing.
create function tenancy.verified_slowly(token text) returns uuid
    language plpgsql stable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
declare
    -- None of ours is longer than 300 bytes; somebody else's megabyte must not cost the server a moment.
    part constant text[] := case when octet_length(token) <= 300 then string_to_array(token, '.') end;
    key  tenancy.signing_key;
    customer uuid;
begin
    -- v1: an application's. e1: of an elevated use, which must be open for the login that asks; see V001_1.
    if part[1] in ('v1', 'e1') and cardinality(part) = 6 then
        select * into key from tenancy.signing_key k where k.key_id = part[2] and k.accepted_until > now();
        if found and sha256(convert_to(part[6], 'UTF8')) = sha256(convert_to(encode(sha256(key.outer_pad || sha256(
                key.inner_pad || convert_to(left(token, -1 - length(part[6])), 'UTF8'))), 'hex'), 'UTF8'))
        then
            -- Sealed by one of our own JVMs, so the casts can't fail.
            if to_timestamp(part[5]::bigint) > now()
                and (part[1] = 'v1' or tenancy.use_is_open(part[4], part[3]::uuid)) then
                -- Whether the Customer is active is asked last, of a good token alone: V001.2.
                customer := part[3]::uuid;
                perform tenancy.admission(customer, part[4]);
                return customer;
            end if;
        end if;
    end if;
    raise exception using errcode = '42501', message = 'operant: no valid scope';
end $$;
comment on function tenancy.verified_slowly(text) is
    'Customer of a token sealed with any key that is accepted; 42501 with one constant message otherwise';

-- The one function that every policy asks. STABLE, so that a statement asks once for each table reference. Both digests are
-- hashed before they are compared, so the time of the comparison says nothing about the right one.
--
-- It is called several times by nearly every statement, and a query of its own for the key would take twice as long as all
-- the rest. One expression without a query is what PL/pgSQL evaluates without the executor, and in it the pads of the newest
-- key are a constant, planned once for each session and generation; see docs/adr/0009. No session may be shown that plan:
-- hence debug_print_plan, which anybody may set.
--
-- now() is the start of the transaction: a token that was good then stays good for the transaction that it bound.
create function tenancy.current_customer() returns uuid
    language plpgsql stable parallel safe security definer
    set search_path = pg_catalog, pg_temp
    set debug_print_plan = off
as $$
declare
    token constant text := current_setting('operant.context', true);
begin
    return case
        when octet_length(token) <= 300 and starts_with(token, tenancy.key_prefix(tenancy.key_generation()))
         and sha256(convert_to(split_part(token, '.', 6), 'UTF8')) = sha256(convert_to(encode(sha256(
                (tenancy.key_pads(tenancy.key_generation()))[2] || sha256((tenancy.key_pads(tenancy.key_generation()))[1]
                || convert_to(left(token, -65), 'UTF8'))), 'hex'), 'UTF8'))
         -- Sealed by one of our own JVMs, so the casts can't fail.
         and to_timestamp(split_part(token, '.', 5)::bigint) > now()
         -- Kept in the plan as the key is: V001.2.
         and not jsonb_exists(tenancy.inactive_customers(tenancy.lifecycle_generation()), split_part(token, '.', 3))
        then split_part(token, '.', 3)::uuid
        else tenancy.verified_slowly(token)
    end;
end $$;
comment on function tenancy.current_customer() is
    'Customer of the verified scope token; 42501 with one constant message when it is missing, malformed, forged or expired, and with another when the Customer isn''t active';
grant execute on function tenancy.current_customer() to operant_runtime, operant_gateway;

create function tenancy.current_actor() returns text
    language plpgsql stable parallel safe security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    if tenancy.current_customer() is null then
        return null;
    end if;
    -- A job of the operator's, by its use; see V001_1.
    if starts_with(current_setting('operant.context'), 'e1.') then
        return (select coalesce('job:' || u.job, 'use:' || u.use_id) from tenancy.elevated_use u
                 where u.use_id = substr(split_part(current_setting('operant.context'), '.', 4), 5)::uuid);
    end if;
    return split_part(current_setting('operant.context'), '.', 4);
end $$;
comment on function tenancy.current_actor() is
    'Who acts in the verified scope: account:<id>, job:<name> or signup; 42501 as current_customer()';
grant execute on function tenancy.current_actor() to operant_runtime, operant_gateway;

-- What bind() leaves to more than one expression: whoever comes with more rights than the application's is written down,
-- before the transaction is read-only, and whoever may not bind is refused. Called by bind() alone.
create function tenancy.bound_slowly(token text, read_only boolean) returns text
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    before constant text := coalesce(current_setting('operant.context', true), '');
begin
    if coalesce(token, '') = '' then
        raise exception using errcode = '42501', message = 'operant: no valid scope';
    end if;
    if before not in ('', token) then
        raise exception using errcode = '42501', message = 'operant: this transaction is already bound';
    end if;
    perform set_config('operant.context', token, true);
    if before = '' then
        perform tenancy.record_elevated();
    end if;
    if read_only then
        perform set_config('transaction_read_only', 'on', true);
    end if;
    return token;
end $$;
comment on function tenancy.bound_slowly(text, boolean) is 'Binds a login that is not the application''s, on record; 42501 for what can''t be bound';

-- Binds a transaction. The layer sends it in one flush with the transaction's first statement. The setting is local
-- always: after the transaction nothing of it is left for whoever gets the connection next. A second Customer can't be
-- bound in the same transaction, so nobody flips in the middle of somebody else's work.
--
-- It is called by each transaction, and each expression of a function costs it as much as what it computes: so it is one.
create function tenancy.bind(token text, read_only boolean) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    bound text;
begin
    bound := case
        when token <> '' and coalesce(nullif(current_setting('operant.context', true), ''), token) = token
         and pg_has_role(session_user, 'operant_runtime', 'member')
        then set_config('operant.context', token, true)
             || case when read_only then set_config('transaction_read_only', 'on', true) else '' end
        else tenancy.bound_slowly(token, read_only)
    end;
end $$;
comment on function tenancy.bind(text, boolean) is 'Binds the running transaction to a scope token, optionally read-only';
grant execute on function tenancy.bind(text, boolean) to operant_runtime;
