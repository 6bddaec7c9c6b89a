-- Customers that are not active, and what that refuses (PRV-2). Here, before everything else, because the function that
-- every policy asks asks this one: whatever way a token came into the session, it opens nothing of a Customer that has
-- been terminated or erased, and of a suspended one no more than its owners may read.
--
--              suspend                     terminate                  the grace period ends
--   active ──────────────▶ suspended ─────────────────▶ terminated ─────────────────────────▶ erased
--      ▲ ◀──────────────────── reactivate, until then ──────┘        erasure, by the operator
--
-- A Customer without a row here is active, so signing up writes nothing here, and the table stays as small as the number
-- of those that are not. Who may move a Customer, and how, is in V070.

create table tenancy.lifecycle (
    customer_id uuid        primary key,
    state       text        not null check (state in ('suspended', 'terminated', 'erased')),
    since       timestamptz not null default now(),
    readers     text[]      not null default '{}' check (state = 'suspended' or readers = '{}'),
    erase_after timestamptz,
    check ((state = 'terminated') = (erase_after is not null)),
    check (erase_after >= since)
);
comment on table tenancy.lifecycle is 'Customers that are not active; identifiers alone, granted to nobody';
comment on column tenancy.lifecycle.since is 'when it came into this state';
comment on column tenancy.lifecycle.readers is
    'of a suspended Customer: actors of its owners, as they were when it was suspended. They can''t change meanwhile, as nothing can';
comment on column tenancy.lifecycle.erase_after is 'of a terminated Customer: end of the grace period; until then it can be reactivated';

-- What current_customer() keeps in its plan of those that are not active, as it keeps the newest key (docs/adr/0009): a
-- generation's Customers never change, and each move of a Customer makes another generation. Where they are unknown, as in a
-- snapshot from before a move, or too many to keep, the Customer is looked up instead.
create table tenancy.inactive (
    generation bigint primary key,
    customers  jsonb  check (jsonb_typeof(customers) = 'object')
);
comment on table tenancy.inactive is 'Customers that are not active, by identifier, as of the newest generation; null where they are too many. Granted to nobody';
insert into tenancy.inactive (generation, customers) values (1, '{}');

create function tenancy.lifecycle_generation() returns bigint
    language sql immutable parallel safe
    return 1;
comment on function tenancy.lifecycle_generation() is 'Generation of tenancy.inactive that counts; replaced by renew_inactive()';

create function tenancy.inactive_customers(generation bigint) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
    return (select i.customers from tenancy.inactive i where i.generation = inactive_customers.generation);
comment on function tenancy.inactive_customers(bigint) is 'Customers that are not active, in a generation; for current_customer() alone';

-- Whatever changes tenancy.lifecycle calls it, in the same transaction.
create function tenancy.renew_inactive() returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    next_generation bigint;
begin
    lock table tenancy.inactive in share row exclusive mode;
    select greatest(max(i.generation), tenancy.lifecycle_generation()) + 1 into next_generation from tenancy.inactive i;
    delete from tenancy.inactive;
    insert into tenancy.inactive (generation, customers)
    select next_generation,
           -- Half a megabyte in each session's plan.
           case when count(*) <= 10000 then coalesce(jsonb_object_agg(l.customer_id, null), '{}') end
      from tenancy.lifecycle l;
    execute format('create or replace function tenancy.lifecycle_generation() returns bigint language sql immutable parallel safe'
                   ' return %s', next_generation);
end $$;
comment on function tenancy.renew_inactive() is 'Has every session learn anew which Customers are not active; granted to nobody';

-- Only asked for a scope that has been verified already, so what it says is told to who may know it.
-- The operator's jobs are let in by their login, which nothing but a superuser can change within a session.
-- What is read-only can't be made read-write again once a query has run, and PostgreSQL refuses to write before it asks
-- a policy; so "reads only" holds for functions that run with other rights as well. But it refuses at the beginning of a
-- statement, and bind() may be called in the middle of one. Whatever writes has locked its table before that, so who holds
-- such a lock has begun to write, or has written; of tables that only the layer's own functions write to they may be.
create function tenancy.admission(customer uuid, actor text) returns boolean
    language plpgsql stable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
declare
    life tenancy.lifecycle;
begin
    select * into life from tenancy.lifecycle l where l.customer_id = customer;
    if not found
        or pg_has_role(session_user, 'operant_operator', 'member')
        -- What is kept of an erased Customer is kept to be looked at, by auditors and by who verifies its audit log.
        or pg_has_role(session_user, 'operant_auditor', 'member')
        or pg_has_role(session_user, 'operant_owner', 'member')
        or (life.state = 'suspended' and actor = any (life.readers)
            and current_setting('transaction_read_only') = 'on'
            and not exists (
                select from pg_locks k join pg_class c on c.oid = k.relation
                 where k.pid = pg_backend_pid() and k.locktype = 'relation' and k.mode = 'RowExclusiveLock'
                   and (has_any_column_privilege('operant_runtime', c.oid, 'insert, update')
                     or has_table_privilege('operant_runtime', c.oid, 'delete'))))
    then
        return true;
    end if;
    raise exception using errcode = '42501', message = 'operant: this Customer is ' || life.state;
end $$;
comment on function tenancy.admission(uuid, text) is
    'True for a Customer that is active, for its owners'' reads while it is suspended, and for operators, auditors and migrators; 42501 otherwise';

create function tenancy.is_active(customer uuid) returns boolean
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
    return not exists (select from tenancy.lifecycle l where l.customer_id = is_active.customer);
comment on function tenancy.is_active(uuid) is 'Whether a Customer is active: workers are told of no other''s work';
grant execute on function tenancy.is_active(uuid) to operant_gateway;

-- Several may stand at once, each with its own end; any of them keeps everything from being deleted.
create table tenancy.legal_hold (
    hold_id     uuid        primary key default gen_random_uuid(),
    customer_id uuid        not null,
    reason      text        not null check (length(reason) between 10 and 1000),
    placed_by   text        not null check (length(placed_by) between 1 and 100),
    placed_at   timestamptz not null default now(),
    ends_at     timestamptz not null,
    lifted_at   timestamptz,
    lifted_by   text        check (length(lifted_by) between 1 and 100),
    lifted_for  text        check (length(lifted_for) between 10 and 1000),
    check (ends_at > placed_at),
    check (num_nulls(lifted_at, lifted_by, lifted_for) in (0, 3))
);
create index legal_hold_of_customer on tenancy.legal_hold (customer_id, ends_at);
comment on table tenancy.legal_hold is 'Why a Customer''s data may not be deleted for now (PRV-2); granted to nobody';
comment on column tenancy.legal_hold.reason is 'the proceeding or authority that demands it; no personal data';
comment on column tenancy.legal_hold.ends_at is 'when it ends by itself; place another one to prolong it';
comment on column tenancy.legal_hold.lifted_for is 'why it was lifted before its end';

-- What the policy keeps beyond erasure: "audit logs, billing records, and security-relevant logs may be retained longer".
create table tenancy.kept_class (
    data_class text     primary key,
    keep       interval not null check (keep > interval '0'),
    reason     text     not null check (length(reason) between 10 and 500)
);
comment on table tenancy.kept_class is 'Classes of data that outlive their Customer''s erasure: how long, counted from it, and why';
insert into tenancy.kept_class (data_class, keep, reason) values
    ('audit',   interval '7 years',  'evidence of administrative actions until claims have lapsed; a chain is kept whole or not at all'),
    ('billing', interval '10 years', 'tax and commercial law demand invoices, and what they rest upon, unaltered');
grant select on tenancy.kept_class to operant_operator;

-- What the operator's policy for DELETE asks, once a statement: the operator can't delete what is held, nor what is kept,
-- nor Customer Data before the grace period has ended, whatever job or hand sends the statement.
create function tenancy.deletable_customer(class text) returns uuid
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    own  uuid;
    life tenancy.lifecycle;
    kept tenancy.kept_class;
begin
    -- The policy is the owner's as well, for whose own statements in migrations others say what may be deleted.
    if current_setting('operant.context', true) like 'v1.%' and pg_has_role(session_user, 'operant_owner', 'member') then
        return null;
    end if;
    own := tenancy.elevated_customer('operant_operator');
    if exists (select from tenancy.legal_hold h
                where h.customer_id = own and h.lifted_at is null and h.ends_at > now()) then
        raise exception 'operant: nothing of Customer % may be deleted while a legal hold stands', own
            using errcode = '42501', hint = 'select * from privacy.holds(customer) lists them.';
    end if;
    select * into life from tenancy.lifecycle l where l.customer_id = own;
    select * into kept from tenancy.kept_class k where k.data_class = deletable_customer.class;
    if kept is not null and (life.state = 'erased' and life.since + kept.keep <= now()) is not true then
        raise exception 'operant: data of class % is kept for % after the erasure of its Customer', class, kept.keep
            using errcode = '42501', hint = kept.reason;
    end if;
    if class = 'customer_data'
        and (life.state = 'erased' or (life.state = 'terminated' and life.erase_after <= now())) is not true then
        raise exception 'operant: Customer Data of % may not be deleted before its grace period has ended', own
            using errcode = '42501', hint = 'Terminate the Customer first; it can be erased once its grace period is over.';
    end if;
    return own;
end $$;
comment on function tenancy.deletable_customer(text) is
    'The scope''s Customer, when a job of the operator''s may delete its data of this class now; 42501 otherwise. Asked by policies';
grant execute on function tenancy.current_actor(), tenancy.deletable_customer(text) to operant_operator;
