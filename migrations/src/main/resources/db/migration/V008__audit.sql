-- Audit: who did what, for which Customer, when, from where and why (PAN-8, SEC-4). Before the products, so that all of
-- them can record what their administrators do.
--
-- An entry is written once. Who and when are the database's own word: the runtime role may not give them, nor the
-- number, nor any hash. Each entry carries the hash of the one before, and its own hash is made of that and of all that
-- it says, so entries form a chain:
--
--   - an entry can only be added at the end: the foreign key refuses one that doesn't follow the entry that it names;
--   - nothing can be changed, inserted between or left out without the hashes of everything after it changing too;
--   - who keeps the last number and hash elsewhere (an anchor) can tell later that nothing before it was rewritten, not
--     even by a superuser, and that the end wasn't cut off.
--
-- Entries are added by audit.append() alone. It keeps the number and hash of the last entry in audit.head, apart from the
-- entries, so that an end that was cut off is found without an anchor, too; whoever removes both is found by the anchor.
-- Two writers who come at once wait for each other at the head's row.
create schema audit;
comment on schema audit is 'Audit: who did what for which Customer, when, from where and why';
grant usage on schema audit to operant_runtime;

-- What stands where the first entry's predecessor would: of this Customer alone, so that no chain passes for another's.
create function audit.genesis(customer_id uuid) returns bytea
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
    return sha256(convert_to('operant audit ' || customer_id, 'UTF8'));
comment on function audit.genesis(uuid) is 'What the first entry of a Customer has as the hash of the one before';
grant execute on function audit.genesis(uuid) to operant_runtime;

-- Each field as its length in four bytes and its bytes, or -1 for NULL, so that no two entries have the same encoding.
-- Numbers, times and ids are as PostgreSQL sends them (big-endian; microseconds since 2000-01-01 UTC), and an address as
-- it prints it. Nothing depends on the session's time zone, and the bytes are the same on every version; convert_to is
-- STABLE in the catalogue only because conversions can be replaced, and to UTF8 it must not be. Whoever computes this
-- elsewhere does as com.operanttechnologies.persistence.audit.EntryHash does.
create function audit.entry_hash(
    previous_hash bytea, customer_id uuid, number bigint, at timestamptz, actor text, action text, object_type text,
    object_id text, address inet, reason text, request_id text, details json) returns bytea
    language plpgsql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
declare
    fields constant bytea[] := array[
        convert_to('operant.audit.1', 'UTF8'), previous_hash, uuid_send(customer_id), int8send(number),
        timestamptz_send(at), convert_to(actor, 'UTF8'), convert_to(action, 'UTF8'), convert_to(object_type, 'UTF8'),
        convert_to(object_id, 'UTF8'), convert_to(text(address), 'UTF8'), convert_to(reason, 'UTF8'),
        convert_to(request_id, 'UTF8'), convert_to(details::text, 'UTF8')];
    field   bytea;
    content bytea := '';
begin
    foreach field in array fields loop
        content := content || coalesce(int4send(octet_length(field)) || field, int4send(-1));
    end loop;
    return sha256(content);
end $$;
comment on function audit.entry_hash(bytea, uuid, bigint, timestamptz, text, text, text, text, inet, text, text, json) is
    'SHA-256 over everything that an entry says, and over the hash of the entry before';
grant execute on function
    audit.entry_hash(bytea, uuid, bigint, timestamptz, text, text, text, text, inet, text, text, json) to operant_runtime;

create table audit.entry (
    customer_id     uuid        not null default tenancy.current_customer(),
    number          bigint      not null check (number > 0),
    previous_number bigint      not null generated always as (greatest(number - 1, 1)) stored,
    at              timestamptz not null default clock_timestamp(),
    actor           text        not null default tenancy.current_actor() check (length(actor) between 1 and 100),
    action          text        not null check (action ~ '^[a-z][a-z0-9_]{0,39}\.[a-z][a-z0-9_]{0,39}$'),
    object_type     text        not null check (object_type ~ '^[a-z][a-z0-9_]{0,39}$'),
    object_id       text        not null check (length(object_id) between 1 and 100),
    address         inet        check (masklen(address) = case family(address) when 4 then 32 else 128 end),
    reason          text        not null check (length(reason) between 1 and 1000),
    request_id      text        not null check (length(request_id) between 1 and 100),
    details         json        not null default '{}' check (json_typeof(details) = 'object'),
    previous_hash   bytea       not null,
    hash            bytea       not null generated always as (audit.entry_hash(
        previous_hash, customer_id, number, at, actor, action, object_type, object_id, address, reason, request_id,
        details)) stored,
    linked_hash     bytea       not null generated always as (case when number > 1 then previous_hash
        else audit.entry_hash(
            previous_hash, customer_id, number, at, actor, action, object_type, object_id, address, reason, request_id,
            details) end) stored,
    constraint entry_details_size check (octet_length(details::text) <= 16384),
    constraint entry_begins_the_chain check (number > 1 or previous_hash = audit.genesis(customer_id)),
    primary key (customer_id, number),
    unique (customer_id, number, hash),
    constraint entry_follows_the_one_before
        foreign key (customer_id, previous_number, linked_hash) references audit.entry (customer_id, number, hash)
);
create index entry_by_action on audit.entry (customer_id, action, number);
create index entry_by_object on audit.entry (customer_id, object_type, object_id, number);
create index entry_by_actor on audit.entry (customer_id, actor, number);

-- Under row-level security, so they see the scope's own chain; STABLE, so that both see it as the statement does.
create function audit.next_number() returns bigint
    language sql stable
    set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(max(e.number), 0) + 1 from audit.entry e where e.customer_id = tenancy.current_customer();
end;
comment on function audit.next_number() is 'Number of the next entry of the scope''s Customer';

create function audit.last_hash() returns bytea
    language sql stable
    set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(
        (select e.hash from audit.entry e where e.customer_id = tenancy.current_customer()
          order by e.number desc limit 1),
        audit.genesis(tenancy.current_customer()));
end;
comment on function audit.last_hash() is 'Hash of the newest entry of the scope''s Customer';
grant execute on function audit.next_number(), audit.last_hash() to operant_runtime;

alter table audit.entry
    alter column number set default audit.next_number(),
    alter column previous_hash set default audit.last_hash();

comment on table audit.entry is
    'Administrative actions (PAN-8): a chain of entries that are only ever added; no reference to the Customer''s own row, which it outlives';
comment on column audit.entry.number is '1, 2, 3… of the Customer, without gaps; given by the database';
comment on column audit.entry.previous_number is 'number of the entry before; of the first, its own';
comment on column audit.entry.at is 'the server''s clock as the entry was made, not as its transaction began, so that no entry is older than the one before it';
comment on column audit.entry.actor is 'who acted: actor of the verified scope';
comment on column audit.entry.action is 'what was done: object and past participle, such as account.role_changed';
comment on column audit.entry.object_type is 'to what sort of thing, such as account';
comment on column audit.entry.object_id is 'to which one; text, as not everything has a UUID';
comment on column audit.entry.address is 'from which address, as far as known; a single host''s';
comment on column audit.entry.reason is 'why';
comment on column audit.entry.request_id is 'request in which it was done, as it stands in the application''s logs';
comment on column audit.entry.details is 'what more there is to say, such as before and after: JSON object of at most 16 KiB, as it was given; json, so that its bytes can be hashed';
comment on column audit.entry.previous_hash is 'hash of the entry before; of the first, audit.genesis()';
comment on column audit.entry.hash is 'audit.entry_hash() of this entry';
comment on column audit.entry.linked_hash is 'what the foreign key asks for: previous_hash; of the first, its own hash';

-- The database itself writes, whatever login acts: under the scope of one Customer, as the fence wants of everybody.
-- lint: ignore policy-by-hand the database's own, for one Customer at a time; the gate knows it to the letter
create policy recorder on audit.entry as permissive for all to operant_owner
    using (customer_id = (select tenancy.current_customer())) with check (customer_id = (select tenancy.current_customer()));
select tenancy.protect('audit.entry', 'audit',
    'as long as the Customer is active, and 7 years after its erasure, then the whole chain at once; never in part',
    array['select']);
select tenancy.vocabulary('audit.entry', 'action', 'names of actions, which the products'' code gives'),
       tenancy.vocabulary('audit.entry', 'object_type', 'names of kinds of objects, which the products'' code gives'),
       tenancy.vocabulary('audit.entry', 'object_id', 'identifiers of what was changed, mostly UUIDs and numbers'),
       tenancy.vocabulary('audit.entry', 'actor', 'identifiers of accounts and names of jobs, as sealed in a scope');

create table audit.head (
    customer_id uuid   primary key,
    number      bigint not null check (number >= 0),
    hash        bytea  not null check (octet_length(hash) = 32)
);
comment on table audit.head is 'The last entry of each Customer, kept apart from the entries, so that an end that was cut off is missed; granted to nobody';

-- A head that isn't there yet begins at the end of the chain that is: nothing, or what an import has brought. Where the
-- entry that the head names is gone, the foreign key refuses the next one; going on as if nothing were missing would
-- bury it. So nothing is administered at that Customer until the entries are back: they are in the backup, and their
-- hashes tell that they are the right ones.
create function audit.append(
    action text, object_type text, object_id text, address inet, reason text, request_id text, details json,
    out number bigint, out at timestamptz, out actor text, out hash bytea)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    own  constant uuid := tenancy.current_customer();
    head audit.head;
begin
    insert into audit.head (customer_id, number, hash)
    select own, audit.next_number() - 1, audit.last_hash()
     where not exists (select from audit.head h where h.customer_id = own)
        on conflict do nothing;
    select * into strict head from audit.head h where h.customer_id = own for update;
    insert into audit.entry as e (customer_id, number, actor, action, object_type, object_id, address, reason, request_id,
                                  details, previous_hash)
    values (own, head.number + 1, tenancy.current_actor(), append.action, append.object_type, append.object_id,
            append.address, append.reason, append.request_id, append.details, head.hash)
    returning e.number, e.at, e.actor, e.hash into append.number, append.at, append.actor, append.hash;
    update audit.head h set number = append.number, hash = append.hash where h.customer_id = own;
exception when foreign_key_violation or unique_violation then
    raise exception using errcode = 'XX001', message = 'operant: the audit log is damaged, and takes no entry',
        hint = 'Find out where with: operant-db audit verify';
end $$;
comment on function audit.append(text, text, text, inet, text, text, json) is
    'Adds an entry about what is done in the scope; XX001 where the end of the chain is gone. The one way to add one';
grant execute on function audit.append(text, text, text, inet, text, text, json) to operant_runtime;
