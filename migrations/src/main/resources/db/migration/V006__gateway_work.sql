-- Work that is due. A worker serves all Customers in turn, and no session can see more than one. So whoever makes work
-- for later leaves a note here that the Customer has some, and when; the worker asks for Customers alone, opens a scope
-- for each, and finds the work itself there, behind row-level security.
--
-- A note is never lost: who makes work locks the Customer's note until it commits, and so does the worker before it looks
-- for what is next (lock_work, then look, then settle_work). Whoever comes second sees what the first has done.

create table gateway.due_work (
    kind        text        not null check (kind in ('agent.message', 'relay.outage')),
    customer_id uuid        not null,
    due_at      timestamptz not null,
    primary key (kind, customer_id)
);
create index due_work_next on gateway.due_work (kind, due_at, customer_id);
comment on table gateway.due_work is 'Which Customers have work due, and when the first of it is; no content, granted to nobody';
-- For workers alone: who could list Customers could count them. A Customer that isn't active keeps its note and isn't
-- told, so that it doesn't keep others' work waiting behind it.
create function gateway.due_customers(kind text, until timestamptz, most integer) returns setof uuid
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select w.customer_id from gateway.due_work w
     where w.kind = due_customers.kind and w.due_at <= due_customers.until and tenancy.is_active(w.customer_id)
     order by w.due_at, w.customer_id
     limit least(due_customers.most, 1000);
end;
comment on function gateway.due_customers(text, timestamptz, integer) is
    'Customers with work of a kind that is due by then, the longest due first, at most 1,000; for operant_worker';

create function gateway.announce_work(kind text, due_at timestamptz) returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    -- An update even where the note is earlier already: it is what locks the note.
    insert into gateway.due_work as w (kind, customer_id, due_at)
    values (announce_work.kind, tenancy.current_customer(), announce_work.due_at)
        on conflict on constraint due_work_pkey do update set due_at = least(w.due_at, excluded.due_at);
end;
comment on function gateway.announce_work(text, timestamptz) is 'Notes that the scope''s Customer has work due then';

-- Where there is no note it makes one that is never due, so that there always is something to lock: otherwise a worker
-- that has found nothing could take away, as it settles, the note of somebody who made work after it had looked.
create function gateway.lock_work(kind text) returns boolean
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with locked as (
        insert into gateway.due_work as w (kind, customer_id, due_at)
        values (lock_work.kind, tenancy.current_customer(), 'infinity')
            on conflict on constraint due_work_pkey do update set due_at = w.due_at
        returning w.due_at)
    select l.due_at < 'infinity' from locked l;
end;
comment on function gateway.lock_work(text) is
    'Locks the note of the scope''s Customer until the transaction ends; false when there was none. Look for the next work after it, then settle';

create function gateway.settle_work(kind text, next_due_at timestamptz) returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    update gateway.due_work w set due_at = settle_work.next_due_at
     where w.kind = settle_work.kind and w.customer_id = tenancy.current_customer()
       and settle_work.next_due_at is not null;
    delete from gateway.due_work w
     where w.kind = settle_work.kind and w.customer_id = tenancy.current_customer()
       and settle_work.next_due_at is null;
end;
comment on function gateway.settle_work(text, timestamptz) is
    'Moves the locked note of the scope''s Customer to its next work; NULL when there is none';

select gateway.hand_over();
revoke execute on function gateway.due_customers(text, timestamptz, integer) from operant_runtime;
grant execute on function gateway.due_customers(text, timestamptz, integer) to operant_worker;
grant usage on schema gateway to operant_worker;
