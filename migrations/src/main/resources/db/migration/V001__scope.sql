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
    secret         bytea       not null check (octet_length(secret) = 32),
    inner_pad      bytea       not null check (octet_length(inner_pad) = 64),
    outer_pad      bytea       not null check (octet_length(outer_pad) = 64),
    created_at     timestamptz not null default now(),
    accepted_until timestamptz not null default 'infinity'
);
comment on table tenancy.signing_key is
    'Keys that seal scope tokens. Granted to nobody: current_customer() verifies, current_signing_key() hands the newest to operant_signer.';
comment on column tenancy.signing_key.secret is 'HMAC-SHA-256 key, 256 bits from the server''s strong random source';
comment on column tenancy.signing_key.inner_pad is 'secret, zero-padded to the 64-byte block, XOR 0x36 (RFC 2104), kept to spare the work at each verification';
comment on column tenancy.signing_key.outer_pad is 'the same XOR 0x5c';
comment on column tenancy.signing_key.accepted_until is 'end of the overlap once a newer key has replaced this one';

-- A new key signs from now on; the previous one is accepted until the overlap ends, so no request fails meanwhile.
create function tenancy.rotate_signing_key(overlap interval) returns text
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    -- Four random UUIDs carry 488 bits from the server's strong source; hashing packs them into 256 even ones.
    fresh  constant bytea := sha256(convert_to(
        gen_random_uuid()::text || gen_random_uuid() || gen_random_uuid() || gen_random_uuid(), 'UTF8'));
    new_id constant text  := 'k' || left(replace(gen_random_uuid()::text, '-', ''), 8);
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
    update tenancy.signing_key set accepted_until = now() + overlap where accepted_until = 'infinity';
    delete from tenancy.signing_key where accepted_until < now();
    insert into tenancy.signing_key (key_id, secret, inner_pad, outer_pad) values (new_id, fresh, inner_block, outer_block);
    return new_id;
end $$;
comment on function tenancy.rotate_signing_key(interval) is 'Makes a new signing key; the previous one is accepted for the overlap';
grant execute on function tenancy.rotate_signing_key(interval) to operant_operator;
grant usage on schema tenancy to operant_operator;

create function tenancy.current_signing_key(out key_id text, out secret bytea) returns record
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
    return (select row (k.key_id, k.secret) from tenancy.signing_key k where k.accepted_until = 'infinity');
comment on function tenancy.current_signing_key() is 'The key that signs now; for operant_signer alone';
grant execute on function tenancy.current_signing_key() to operant_signer;

select tenancy.rotate_signing_key(interval '0');

-- The one function that every policy asks. STABLE, so that a statement asks once for each table reference; its message
-- is constant, so that neither a value nor the reason helps who is guessing. Both digests are hashed before they are
-- compared, so the time of the comparison says nothing about the right one.
--
-- now() is the start of the transaction: a token that was good then stays good for the transaction that it bound.
create function tenancy.current_customer() returns uuid
    language plpgsql stable parallel safe security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    token constant text   := current_setting('operant.context', true);
    -- None of ours is longer than 300 bytes; somebody else's megabyte must not cost the server a moment.
    part  constant text[] := case when octet_length(token) <= 300 then string_to_array(token, '.') end;
    key   tenancy.signing_key;
    customer uuid;
begin
    if part[1] = 'v1' and cardinality(part) = 6 then
        select * into key from tenancy.signing_key k where k.key_id = part[2] and k.accepted_until > now();
        if found and sha256(convert_to(part[6], 'UTF8')) = sha256(convert_to(encode(sha256(key.outer_pad || sha256(
                key.inner_pad || convert_to(left(token, -1 - length(part[6])), 'UTF8'))), 'hex'), 'UTF8'))
        then
            -- Sealed by one of our own JVMs, so the casts can't fail.
            -- Whether the Customer is active is asked last, of a good token alone; most are, and nothing more is asked: V001.1.
            if to_timestamp(part[5]::bigint) > now() then
                customer := part[3]::uuid;
                perform from tenancy.lifecycle l where l.customer_id = customer;
                if found then
                    perform tenancy.admission(customer, part[4]);
                end if;
                return customer;
            end if;
        end if;
    end if;
    raise exception using errcode = '42501', message = 'operant: no valid scope';
end $$;
comment on function tenancy.current_customer() is
    'Customer of the verified scope token; 42501 with one constant message when it is missing, malformed, forged or expired, and with another when the Customer isn''t active';
grant execute on function tenancy.current_customer() to operant_runtime, operant_gateway;

create function tenancy.current_actor() returns text
    language plpgsql stable parallel safe security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform tenancy.current_customer();
    return split_part(current_setting('operant.context'), '.', 4);
end $$;
comment on function tenancy.current_actor() is
    'Who acts in the verified scope: account:<id>, job:<name> or signup; 42501 as current_customer()';
grant execute on function tenancy.current_actor() to operant_runtime, operant_gateway;

-- Binds a transaction. The layer sends it in one flush with the transaction's first statement. The setting is local
-- always: after the transaction nothing of it is left for whoever gets the connection next. A second Customer can't be
-- bound in the same transaction, so nobody flips in the middle of somebody else's work.
create function tenancy.bind(token text, read_only boolean) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(token, '') = '' then
        raise exception using errcode = '42501', message = 'operant: no valid scope';
    end if;
    if coalesce(current_setting('operant.context', true), '') not in ('', token) then
        raise exception using errcode = '42501', message = 'operant: this transaction is already bound';
    end if;
    perform set_config('operant.context', token, true);
    if read_only then
        perform set_config('transaction_read_only', 'on', true);
    end if;
end $$;
comment on function tenancy.bind(text, boolean) is 'Binds the running transaction to a scope token, optionally read-only';
grant execute on function tenancy.bind(text, boolean) to operant_runtime;
