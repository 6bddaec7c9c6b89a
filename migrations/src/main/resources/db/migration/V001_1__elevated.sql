-- Who reaches a Customer's rows beside the application: support under a grant, auditors, and the operator's jobs (SEC-5,
-- PRV-2, PRV-6). None sees more than one Customer at a time, nor anything before that it does is on record:
--
--   support.open(grant), audit.open(customer, reason) or tenancy.seal_job(customer, job) ─▶ an entry in the Customer's audit log, a row here, and a token
--   after that has been committed, the token, by the same login ─▶ tenancy.current_customer() ─▶ the rows of the purpose
--
-- A read can't be recorded in its own transaction: whoever reads and then rolls back takes the record back with it. So
-- the record comes first, and its token is good only in a transaction that began after it was committed. The token names
-- the use, not the person; a use belongs to one login, and nobody else's session gets anything by its token, the
-- application's included.

-- What each role is for, by class of data. The data model of a table says the class, protect() the rest.
create table tenancy.purpose (
    role_name  text not null check (role_name in ('operant_support', 'operant_auditor')),
    data_class text not null check (data_class in
        ('account', 'customer_data', 'telemetry', 'usage', 'credential', 'billing', 'audit')),
    reason     text not null check (length(reason) between 10 and 500),
    primary key (role_name, data_class),
    constraint purpose_is_never_to_read_credentials check (data_class <> 'credential')
);
comment on table tenancy.purpose is 'Which classes of data an elevated role reads, one Customer at a time, and what for; what isn''t here it doesn''t';
insert into tenancy.purpose (role_name, data_class, reason) values
    ('operant_support', 'account',       'who has access, and as what, is half of all questions that reach support'),
    ('operant_support', 'customer_data', 'what the Customer asks about is what it has made'),
    ('operant_support', 'telemetry',     'why a screen is dark is found in its heartbeats and errors'),
    ('operant_support', 'usage',         'what was tried before it failed'),
    ('operant_auditor', 'audit',         'what was done, by whom, and whether the log is whole'),
    ('operant_auditor', 'billing',       'whether what was charged is what was used');

-- A column whose class is another than its table's.
create table tenancy.column_class (
    schema_name text not null,
    table_name  text not null,
    column_name text not null,
    data_class  text not null check (data_class in
        ('account', 'customer_data', 'telemetry', 'usage', 'credential', 'billing', 'audit')),
    is_sealed   boolean not null default false check (data_class = 'credential' or not is_sealed),
    primary key (schema_name, table_name, column_name)
);
comment on column tenancy.column_class.is_sealed is
    'whether values are encrypted under the Customer''s key, each for its place: then an export can carry them, with that key sealed for the receiver';
comment on table tenancy.column_class is 'Register of columns whose class of data is another than that of their table';
-- The application renews a Customer's key, and learns here what is sealed under it.
grant select on tenancy.column_class to operant_runtime;

create table tenancy.elevated_use (
    use_id      uuid        primary key default gen_random_uuid(),
    role_name   text        not null check (role_name in ('operant_support', 'operant_auditor', 'operant_operator')),
    login       name        not null,
    customer_id uuid        not null,
    grant_id    uuid,
    job         text        check (job ~ '^[a-z][a-z0-9_-]{0,39}$'),
    opened_at   timestamptz not null default clock_timestamp(),
    ends_at     timestamptz not null,
    renewed_at  timestamptz,
    renewal_key bytea       not null default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
                            check (octet_length(renewal_key) = 32),
    constraint elevated_use_is_short check (
        ends_at <= coalesce(renewed_at, opened_at)
                   + case when role_name = 'operant_operator' then interval '1 hour' else interval '15 minutes' end),
    constraint only_a_job_is_renewed check (renewed_at is null or role_name = 'operant_operator'),
    constraint operator_names_its_job check ((role_name = 'operant_operator') = (job is not null)),
    constraint support_needs_a_grant check ((role_name = 'operant_support') = (grant_id is not null))
);
create index elevated_use_by_grant on tenancy.elevated_use (grant_id);
create index elevated_use_by_end on tenancy.elevated_use (ends_at);
comment on table tenancy.elevated_use is 'Uses of elevated roles that are or were open; granted to nobody. What is kept of them is in the Customer''s audit log';
comment on column tenancy.elevated_use.login is 'whose: session_user of whoever opened it, and of whoever may use it';
comment on column tenancy.elevated_use.job is 'what the operator says that it does; told in the audit log, as the actor';
comment on column tenancy.elevated_use.opened_at is 'by the clock: a transaction that began before has not seen it committed';
comment on column tenancy.elevated_use.renewed_at is 'when an export last had its use renewed, by the clock; each time is on record as the opening is';
comment on column tenancy.elevated_use.renewal_key is
    'seals renewals of this use: a snapshot from before a renewal sees this row as it was, and no newer signing key';

-- HMAC-SHA-256 (RFC 2104) in hexadecimal, under a key of at most 64 bytes. Tokens are sealed under keys whose pads are stored,
-- as they are verified by nearly every statement; this is for what is verified once an hour.
create function tenancy.hmac_sha256(key bytea, content text) returns text
    language plpgsql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
declare
    inner_block bytea := decode(repeat('36', 64), 'hex');
    outer_block bytea := decode(repeat('5c', 64), 'hex');
begin
    for i in 0..octet_length(key) - 1 loop
        inner_block := set_byte(inner_block, i, get_byte(key, i) # 54);
        outer_block := set_byte(outer_block, i, get_byte(key, i) # 92);
    end loop;
    return encode(sha256(outer_block || sha256(inner_block || convert_to(content, 'UTF8'))), 'hex');
end $$;
comment on function tenancy.hmac_sha256(bytea, text) is 'HMAC-SHA-256 in lower-case hexadecimal; granted to nobody';

-- An export reads from one snapshot for as long as it takes, and that snapshot has the use as it was when the export began.
-- So a renewal comes to it sealed, in a setting of its own, as the token does: expiry in ms . mac
create function tenancy.is_renewed(renewal_key bytea) returns boolean
    language plpgsql stable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
declare
    renewal constant text := current_setting('operant.renewal', true);
begin
    -- Sealed by seal_renewal(), so the cast can't fail.
    return octet_length(renewal) <= 100
       and sha256(convert_to(split_part(renewal, '.', 2), 'UTF8'))
           = sha256(convert_to(tenancy.hmac_sha256(renewal_key, split_part(renewal, '.', 1)), 'UTF8'))
       and to_timestamp(split_part(renewal, '.', 1)::bigint / 1000.0) > clock_timestamp();
end $$;
comment on function tenancy.is_renewed(bytea) is
    'Whether the setting operant.renewal holds a renewal that was sealed with the key of a use and has not ended; granted to nobody';

-- For current_customer(), with what a verified token says. By the clock and not by now(), so that a transaction that is
-- held open doesn't outlast its use. Revoking a grant ends its uses.
create function tenancy.use_is_open(actor text, customer uuid) returns boolean
    language sql stable parallel safe security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select exists (
        select from tenancy.elevated_use u
         where u.use_id = case when actor ~ '^use:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then substr(actor, 5)::uuid end
           and u.customer_id = customer
           and u.login = session_user and u.opened_at < now()
           and (u.ends_at > clock_timestamp()
                or u.role_name = 'operant_operator' and coalesce(tenancy.is_renewed(u.renewal_key), false)));
end;
comment on function tenancy.use_is_open(text, uuid) is 'Whether the token of an elevated use is the session''s own, its record is committed, and it has not ended';

-- What the policies of elevated roles ask. The fence asks current_customer() as for everybody; here it also has to be a
-- use of that role: a token of the application's gives an elevated login nothing, nor an auditor's use support's rows.
create function tenancy.elevated_customer(role_name text) returns uuid
    language plpgsql stable parallel safe security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    customer constant uuid   := tenancy.current_customer();
    part     constant text[] := string_to_array(current_setting('operant.context'), '.');
begin
    if part[1] = 'e1' then
        perform from tenancy.elevated_use u
          where u.use_id = substr(part[4], 5)::uuid and u.role_name = elevated_customer.role_name;
        if found then
            return customer;
        end if;
    end if;
    raise exception using errcode = '42501', message = 'operant: no valid scope';
end $$;
comment on function tenancy.elevated_customer(text) is
    'Customer of the session''s elevated use of that role; 42501 with the constant message of current_customer() otherwise';
grant usage on schema tenancy to operant_support, operant_auditor;
grant execute on function tenancy.current_customer(), tenancy.elevated_customer(text), tenancy.bind(text, boolean)
    to operant_support, operant_auditor, operant_operator;

-- Gives each elevated role the columns of its purpose and a policy, and takes away what is not. Columns, never the table:
-- one that is added later is read by nobody until somebody has said what it is. A partition is reached through its parent.
create function tenancy.open_to_purposes(target regclass) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    reader record;
begin
    for reader in
        select r.role_name, substr(r.role_name, 9) as policy, c.relispartition, n.nspname as schema_name,
               (select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
                  from pg_attribute a
                  left join tenancy.column_class k
                    on (k.schema_name, k.table_name, k.column_name) = (t.schema_name, t.table_name, a.attname)
                  join tenancy.purpose p on p.role_name = r.role_name and p.data_class = coalesce(k.data_class, t.data_class)
                 where a.attrelid = target and a.attnum > 0 and not a.attisdropped) as columns
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join tenancy.tenant_table t on (t.schema_name, t.table_name) = (n.nspname, c.relname)
         cross join (select distinct role_name from tenancy.purpose) r
         where c.oid = target
    loop
        execute format('revoke all on %s from %I', target, reader.role_name);
        execute format('drop policy if exists %I on %s', reader.policy, target);
        if reader.columns is not null and not reader.relispartition then
            execute format('grant usage on schema %I to %I', reader.schema_name, reader.role_name);
            execute format('grant select (%s) on %s to %I', reader.columns, target, reader.role_name);
            execute format('create policy %I on %s as permissive for select to %I '
                           'using (customer_id = (select tenancy.elevated_customer(%L)))',
                           reader.policy, target, reader.role_name, reader.role_name);
        end if;
    end loop;
end $$;
comment on function tenancy.open_to_purposes(regclass) is 'Called by protect(): what elevated roles read of a tenant table, by its classes of data';

create function tenancy.require_column(target regclass, name name) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from pg_attribute a
                    where a.attrelid = target and a.attname = name and a.attnum > 0 and not a.attisdropped) then
        raise exception 'operant: % has no column %', target, name using errcode = '42703';
    end if;
end $$;
comment on function tenancy.require_column(regclass, name) is 'Refuses a name that is no column of the table: 42703';

create function tenancy.classify_column(target regclass, name name, data_class text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform tenancy.require_column(target, name);
    insert into tenancy.column_class as k (schema_name, table_name, column_name, data_class)
    select c.relnamespace::regnamespace::name, c.relname, classify_column.name, classify_column.data_class
      from pg_class c where c.oid = target
        on conflict on constraint column_class_pkey do update set data_class = excluded.data_class;
    perform tenancy.open_to_purposes(target);
end $$;
comment on function tenancy.classify_column(regclass, name, text) is
    'In a migration, after protect(): says that a column holds another class of data than its table, such as a credential';

create function tenancy.classify_sealed(target regclass, name name) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform tenancy.classify_column(target, name, 'credential');
    update tenancy.column_class k set is_sealed = true
      from pg_class c
     where c.oid = target and k.column_name = classify_sealed.name
       and (k.schema_name, k.table_name) = (c.relnamespace::regnamespace::name, c.relname);
end $$;
comment on function tenancy.classify_sealed(regclass, name) is
    'In a migration, after protect(): says that a column holds credentials that are encrypted under the Customer''s key';
