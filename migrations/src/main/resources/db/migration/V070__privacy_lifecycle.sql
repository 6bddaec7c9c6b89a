-- Privacy: the moves of a Customer through its lifecycle, and legal holds (PRV-2). For operant_operator, by psql, by
-- operant-db or by a job. What a state refuses is in V001.2; here is who came into it, when, by whom and why.
--
-- Each move is in the Customer's own audit log as well, with the person who gave the order, in the same transaction. The
-- operator gets no scope by it, so nothing is to be read by ordering a move and rolling it back.
create schema privacy;
comment on schema privacy is 'Privacy: lifecycle, legal holds, retention, erasure and the register of processing';
grant usage on schema privacy to operant_operator;

create table privacy.move (
    customer_id uuid        not null,
    number      integer     not null check (number > 0),
    from_state  text        not null check (from_state in ('active', 'suspended', 'terminated')),
    to_state    text        not null check (to_state in ('active', 'suspended', 'terminated', 'erased')),
    at          timestamptz not null default now(),
    ordered_by  text        not null check (length(ordered_by) between 1 and 100),
    login       name        not null default session_user,
    reason      text        not null check (length(reason) between 1 and 1000),
    primary key (customer_id, number)
);
comment on table privacy.move is
    'Moves of Customers through their lifecycle, written by privacy.move() alone and never changed; granted to nobody';
comment on column privacy.move.ordered_by is 'the person who gave the order, as the operator names it';
comment on column privacy.move.login is 'the login that sent it, by the server''s own word';

-- The one place that changes a state, for the functions that follow.
create function privacy.move(
    customer uuid, to_state text, ordered_by text, reason text, readers text[], grace interval default null) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    life  tenancy.lifecycle;
    is_in text;
begin
    -- Whoever moves the same Customer waits here: a row that isn't there can't be locked.
    lock table tenancy.lifecycle in share row exclusive mode;
    select * into life from tenancy.lifecycle l where l.customer_id = move.customer;
    -- Its own row goes last when it is erased.
    if not tenancy.is_customer(customer) then
        raise exception 'operant: there is no Customer %', customer using errcode = 'P0002';
    end if;
    is_in := coalesce(life.state, 'active');
    if (is_in, move.to_state) not in (('active', 'suspended'), ('active', 'terminated'), ('suspended', 'terminated'),
                                      ('suspended', 'active'), ('terminated', 'active')) then
        raise exception 'operant: a Customer that is % can''t become %', is_in, move.to_state using errcode = '55000';
    end if;
    if is_in = 'terminated' and (life.erase_after <= now()
            or exists (select from privacy.erasure e where e.customer_id = move.customer)) then
        raise exception 'operant: the grace period of this Customer ended at %, so it can''t be reactivated', life.erase_after
            using errcode = '55000';
    end if;
    if move.to_state = 'terminated' and (grace is null or grace < interval '1 day' or grace > interval '1 year') then
        raise exception 'operant: a grace period is between 1 day and 1 year, got %', grace using errcode = '22023';
    end if;
    delete from tenancy.lifecycle l where l.customer_id = move.customer;
    if move.to_state <> 'active' then
        insert into tenancy.lifecycle (customer_id, state, readers, erase_after)
        values (customer, move.to_state, case when move.to_state = 'suspended' then move.readers else '{}' end,
                case when move.to_state = 'terminated' then now() + grace end);
    end if;
    perform tenancy.renew_inactive();
    insert into privacy.move (customer_id, number, from_state, to_state, ordered_by, reason)
    select customer, coalesce(max(m.number), 0) + 1, is_in, move.to_state, move.ordered_by, move.reason
      from privacy.move m where m.customer_id = move.customer;
    perform audit.append_for(customer, case when move.to_state = 'active' then 'customer.reactivated'
                                            else 'customer.' || move.to_state end,
                             'customer', customer::text, move.reason,
                             json_build_object('ordered_by', move.ordered_by, 'login', session_user,
                                               'erase_after', case when move.to_state = 'terminated' then now() + grace end));
end $$;
comment on function privacy.move(uuid, text, text, text, text[], interval) is
    'Moves a Customer to another state and records it; 55000 when that isn''t possible from where it is. Granted to nobody';

create function privacy.owners(customer uuid) returns text[]
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    actors text[];
begin
    perform tenancy.take_scope(customer);
    actors := array(select 'account:' || a.account_id from panel.account a
                     where a.customer_id = owners.customer and a.role = 'owner');
    perform set_config('operant.context', '', true);
    return actors;
end $$;
comment on function privacy.owners(uuid) is 'Actors of a Customer''s owners; granted to nobody';

create function privacy.suspend(customer uuid, ordered_by text, reason text) returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select privacy.move(customer, 'suspended', ordered_by, reason, privacy.owners(customer));
end;
comment on function privacy.suspend(uuid, text, text) is 'Suspends a Customer: its owners may read, and nobody may write';

create function privacy.terminate(customer uuid, ordered_by text, reason text, grace interval default interval '30 days')
    returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select privacy.move(customer, 'terminated', ordered_by, reason, '{}', grace);
end;
comment on function privacy.terminate(uuid, text, text, interval) is
    'Terminates a Customer: its tokens open nothing any more, and once the grace period (1 day to 1 year) is over it can be erased';

create function privacy.reactivate(customer uuid, ordered_by text, reason text) returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select privacy.move(customer, 'active', ordered_by, reason, '{}');
end;
comment on function privacy.reactivate(uuid, text, text) is
    'Makes a suspended Customer active again, or a terminated one until its grace period ends';

create function privacy.state(customer uuid, out state text, out since timestamptz, out erase_after timestamptz) returns record
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
    return (select row (coalesce(l.state, 'active'), l.since, l.erase_after)
              from (select 1) always left join tenancy.lifecycle l on l.customer_id = state.customer);
comment on function privacy.state(uuid) is 'State of a Customer, since when, and when it can be erased; active for whom nothing is noted';

-- Legal holds. Who erases locks the Customer's row in tenancy.lifecycle, and so does who places a hold: it waits for the
-- batch that runs, and no other one begins.

create function privacy.place_hold(customer uuid, placed_by text, reason text, ends_at timestamptz) returns uuid
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    made uuid;
begin
    if ends_at is null or ends_at <= now() then
        raise exception 'operant: a legal hold ends in the future, got %', ends_at using errcode = '22023';
    end if;
    perform from tenancy.lifecycle l where l.customer_id = customer for update;
    insert into tenancy.legal_hold (customer_id, reason, placed_by, ends_at)
    values (customer, place_hold.reason, place_hold.placed_by, place_hold.ends_at) returning hold_id into made;
    return made;
end $$;
comment on function privacy.place_hold(uuid, text, text, timestamptz) is
    'Places a legal hold: until it ends or is lifted, nothing of the Customer can be deleted. Waits for a batch that is running';

create function privacy.lift_hold(hold_id uuid, lifted_by text, reason text) returns boolean
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with lifted as (
        update tenancy.legal_hold h
           set lifted_at = now(), lifted_by = lift_hold.lifted_by, lifted_for = lift_hold.reason
         where h.hold_id = lift_hold.hold_id and h.lifted_at is null
        returning 1)
    select exists (select from lifted);
end;
comment on function privacy.lift_hold(uuid, text, text) is 'Lifts a legal hold before its end; false when it was lifted already or isn''t there';

create function privacy.holds(customer uuid)
    returns table (hold_id uuid, reason text, placed_by text, placed_at timestamptz, ends_at timestamptz, stands boolean)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select h.hold_id, h.reason, h.placed_by, h.placed_at, h.ends_at, h.lifted_at is null and h.ends_at > now()
      from tenancy.legal_hold h where h.customer_id = holds.customer order by h.placed_at, h.hold_id;
end;
comment on function privacy.holds(uuid) is 'Legal holds of a Customer, also those that have ended';

create function privacy.moves(customer uuid)
    returns table (number integer, from_state text, to_state text, at timestamptz, ordered_by text, login name, reason text)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select m.number, m.from_state, m.to_state, m.at, m.ordered_by, m.login, m.reason
      from privacy.move m where m.customer_id = moves.customer order by m.number;
end;
comment on function privacy.moves(uuid) is 'How a Customer has moved through its lifecycle';

grant execute on function
    privacy.suspend(uuid, text, text), privacy.terminate(uuid, text, text, interval), privacy.reactivate(uuid, text, text),
    privacy.state(uuid), privacy.moves(uuid), privacy.place_hold(uuid, text, text, timestamptz),
    privacy.lift_hold(uuid, text, text), privacy.holds(uuid) to operant_operator;
