-- Break-glass: how somebody on call reads one Customer's rows (SEC-5). One asks, with a reason; another one approves; the
-- first opens it and reads, for as long as it was asked for and no longer than eight hours. Whoever asks can't approve,
-- by the logins that they signed in with. All of it is in the audit log of the Customer, who sees it there: who asked and
-- why, who approved, each opening, and who ended it.
create schema support;
comment on schema support is 'Break-glass: grants by which support reads one Customer';
grant usage on schema support to operant_support, operant_operator;

create table support.access_grant (
    grant_id     uuid        primary key default gen_random_uuid(),
    customer_id  uuid        not null,
    asked_by     name        not null,
    asked_at     timestamptz not null default clock_timestamp(),
    reason       text        not null check (length(reason) between 10 and 500),
    lasts        interval    not null check (lasts between interval '1 minute' and interval '8 hours'),
    approved_by  name,
    approved_at  timestamptz,
    ends_at      timestamptz,
    revoked_by   name,
    revoked_at   timestamptz,
    constraint asker_does_not_approve check (approved_by <> asked_by),
    constraint approval_is_whole check (num_nulls(approved_by, approved_at, ends_at) in (0, 3)),
    constraint revocation_is_whole check (num_nulls(revoked_by, revoked_at) in (0, 2)),
    constraint grant_ends check (ends_at <= approved_at + lasts)
);
create index access_grant_by_customer on support.access_grant (customer_id);
comment on table support.access_grant is 'Grants by which support reads one Customer, asked for, approved and ended; granted to nobody, told by list_grants()';
comment on column support.access_grant.lasts is 'for how long it is asked, from its approval: 1 minute to 8 hours';

-- Changes nothing but what it says: each of these is one transition, by whoever may, recorded as it happens.
create function support.request_grant(customer uuid, reason text, lasts interval) returns uuid
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    made support.access_grant;
begin
    if lasts is null or lasts < interval '1 minute' or lasts > interval '8 hours' then
        raise exception 'operant: a support grant lasts 1 minute to 8 hours, got %', lasts
            using errcode = '22023', hint = 'Ask again when it has ended.';
    end if;
    if reason is null or length(reason) not between 10 and 500 then
        raise exception 'operant: the reason of a support grant has 10 to 500 characters, got %', coalesce(length(reason), 0)
            using errcode = '22023', hint = 'Name the ticket or incident, as the Customer reads it.';
    end if;
    if not tenancy.is_customer(customer) then
        raise exception 'operant: there is no Customer %', customer using errcode = '23503';
    end if;
    insert into support.access_grant as g (customer_id, asked_by, reason, lasts)
    values (customer, session_user, request_grant.reason, request_grant.lasts)
    returning g.* into made;
    perform audit.append_for(customer, 'support_grant.asked', 'support_grant', made.grant_id::text, reason,
                             json_build_object('asked_by', session_user, 'lasts', lasts));
    return made.grant_id;
end $$;
comment on function support.request_grant(uuid, text, interval) is 'Asks to read a Customer, with a reason that the Customer sees, for 1 minute to 8 hours from its approval';

create function support.approve_grant(id uuid) returns timestamptz
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    asked support.access_grant;
    at    timestamptz;
begin
    select * into asked from support.access_grant g where g.grant_id = id for update;
    at := clock_timestamp();
    if not found or asked.approved_at is not null or asked.revoked_at is not null
        or asked.asked_at < now() - interval '1 day' then
        raise exception 'operant: there is no support grant % that waits for approval', id
            using errcode = '55000', hint = 'A request waits for a day; see: operant-db support list';
    end if;
    if asked.asked_by = session_user then
        raise exception 'operant: % asked for this support grant, and can''t approve it', session_user
            using errcode = '42501', hint = 'Somebody else with a login of their own approves.';
    end if;
    update support.access_grant g
       set approved_by = session_user, approved_at = at, ends_at = at + asked.lasts
     where g.grant_id = id
    returning g.* into asked;
    perform audit.append_for(asked.customer_id, 'support_grant.approved', 'support_grant', id::text, asked.reason,
                             json_build_object('approved_by', session_user, 'asked_by', asked.asked_by, 'ends_at', asked.ends_at));
    return asked.ends_at;
end $$;
comment on function support.approve_grant(uuid) is 'Approves what somebody else has asked for within the last day; returns its end';

create function support.revoke_grant(id uuid, reason text) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    ended support.access_grant;
begin
    update support.access_grant g set revoked_by = session_user, revoked_at = clock_timestamp()
     where g.grant_id = id and g.revoked_at is null
    returning g.* into ended;
    if not found then
        raise exception 'operant: there is no support grant % that could be revoked', id
            using errcode = '55000', hint = 'See: operant-db support list';
    end if;
    update tenancy.elevated_use u set ends_at = least(u.ends_at, clock_timestamp()) where u.grant_id = id;
    perform audit.append_for(ended.customer_id, 'support_grant.revoked', 'support_grant', id::text, reason,
                             json_build_object('revoked_by', session_user, 'asked_by', ended.asked_by));
end $$;
comment on function support.revoke_grant(uuid, text) is 'Ends a grant, and with it every use of it, from the next statement on';

create function support.list_grants()
    returns table (grant_id uuid, customer_id uuid, state text, asked_by name, asked_at timestamptz, reason text,
                   lasts interval, approved_by name, ends_at timestamptz, revoked_by name)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select g.grant_id, g.customer_id,
           case when g.revoked_at is not null then 'revoked'
                when g.ends_at <= now() then 'ended'
                when g.ends_at is not null then 'open'
                when g.asked_at < now() - interval '1 day' then 'lapsed'
                else 'asked' end,
           g.asked_by, g.asked_at, g.reason, g.lasts, g.approved_by, g.ends_at, g.revoked_by
      from support.access_grant g
     order by g.asked_at desc, g.grant_id;
end;
comment on function support.list_grants() is 'Every grant and its state: asked, open, ended, revoked, or lapsed where nobody approved within a day';

create function support.open(id uuid, out token text, out customer_id uuid, out ends_at timestamptz)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    granted support.access_grant;
    use     tenancy.elevated_use;
    at      timestamptz;
begin
    -- Locked, so that a revocation waits, and then ends this use as well.
    select * into granted from support.access_grant g where g.grant_id = id for update;
    at := clock_timestamp();
    if not found or granted.asked_by <> session_user or granted.revoked_at is not null
        or coalesce(granted.ends_at, '-infinity') <= at then
        raise exception 'operant: % has no open support grant %', session_user, id
            using errcode = '42501', hint = 'See: operant-db support list';
    end if;
    delete from tenancy.elevated_use u where u.ends_at < now() - interval '1 day';
    insert into tenancy.elevated_use as u (role_name, login, customer_id, grant_id, opened_at, ends_at)
    values ('operant_support', session_user, granted.customer_id, id, at, least(granted.ends_at, at + interval '15 minutes'))
    returning u.* into use;
    perform audit.append_for(granted.customer_id, 'support_grant.opened', 'support_grant', id::text, granted.reason,
                             json_build_object('login', session_user, 'use', use.use_id, 'ends_at', use.ends_at));
    token := tenancy.seal_scope('e1', granted.customer_id, 'use:' || use.use_id, use.ends_at);
    customer_id := granted.customer_id;
    ends_at := use.ends_at;
end $$;
comment on function support.open(uuid) is
    'Records a use of one''s own grant; the token reads that Customer for 15 minutes or to the grant''s end, once that is committed';

grant execute on function support.request_grant(uuid, text, interval), support.open(uuid) to operant_support;
grant execute on function support.approve_grant(uuid), support.revoke_grant(uuid, text), support.list_grants()
    to operant_support, operant_operator;
-- A support tool learns, as the application does, in which tables a row is a Customer's.
grant select on tenancy.tenant_table to operant_support;
