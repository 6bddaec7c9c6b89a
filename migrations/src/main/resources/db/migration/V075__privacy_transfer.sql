-- Privacy: what an export of one Customer carries, and an import brings back (PRV-3). From the catalogue, so that a table
-- that is made later is exported by itself. The programs are operant-db export and import; see docs/adr/0011.

-- Tenant tables, those that are referred to before those that refer, and their columns in order. Partitions are read and
-- written through their parents.
create function privacy.transfer_columns() returns table (
        place bigint, schema_name text, table_name text, table_comment text, data_class text, purpose text, kept text,
        column_name text, column_type text, column_comment text, is_credential boolean, is_sealed boolean, is_generated boolean,
        is_nullable boolean, key_position bigint)
    language sql stable
    set search_path = pg_catalog, pg_temp
    set intervalstyle = 'postgres'
begin atomic
    select -o.place, t.schema_name, t.table_name, obj_description(c.oid, 'pg_class'), t.data_class, r.purpose,
           case when r.period is null then r.at_end else format('%s from %s, then %s', r.period, r.clock, r.at_end) end,
           a.attname::text, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum),
           'credential' in (t.data_class, coalesce(k.data_class, privacy.column_class(
               t.data_class, format_type(a.atttypid, null), a.attname))),
           coalesce(k.is_sealed, false), a.attgenerated <> '', not a.attnotnull,
           (select i.place from pg_index p
             cross join lateral unnest(p.indkey::int2[]) with ordinality i (attnum, place)
             where p.indrelid = c.oid and p.indisprimary and i.attnum = a.attnum)
      from unnest(privacy.deletion_order()) with ordinality o (target, place)
      join pg_class c on c.oid = o.target
      join tenancy.tenant_table t on (t.schema_name, t.table_name) = (c.relnamespace::regnamespace::name, c.relname)
      join tenancy.retention_rule r on (r.schema_name, r.table_name) = (t.schema_name, t.table_name)
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join tenancy.column_class k
        on (k.schema_name, k.table_name, k.column_name) = (t.schema_name, t.table_name, a.attname)
     order by o.place desc, a.attnum;
end;
comment on function privacy.transfer_columns() is
    'Tenant tables and their columns, those that are referred to first, with what an export has to know of them';
grant execute on function privacy.transfer_columns() to operant_operator;

-- Which migrations made these tables. An archive is imported where the same ones have.
create function privacy.schema_version() returns text
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    applied text := 'unknown';
begin
    -- Another Flyway may keep its history elsewhere; then the columns alone tell.
    if to_regclass('tenancy.flyway_schema_history') is not null then
        execute 'select string_agg(h.version, '' '' order by string_to_array(h.version, ''.'')::integer[])'
                '  from tenancy.flyway_schema_history h where h.success and h.version is not null' into applied;
    end if;
    return applied;
end $$;
comment on function privacy.schema_version() is 'Versions of the migrations that were applied, in order, or unknown';
grant execute on function privacy.schema_version() to operant_operator;

-- An export takes as long as it takes, and is on record for all of it:
--
--   begin_export     who ordered it and why, and a token for an hour; good once this is committed
--   renew_export     before the hour is over, that it goes on: for another hour, and again. Its snapshot stays
--   export_renewal   once that is committed: what tells the transaction that reads
--   end_export       everything was read, and nothing more will be
--
-- So an export that has a beginning in the audit log and no end wasn't completed. A Customer that is suspended or terminated
-- meanwhile is exported on, as one that was so before; of one that is being erased nothing may go out any more.
create function privacy.refuse_to_export_the_erased(customer uuid) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from privacy.erasure e where e.customer_id = customer) then
        raise exception 'operant: Customer % is being erased, or was, and is exported no more', customer using errcode = '55000';
    end if;
end $$;
comment on function privacy.refuse_to_export_the_erased(uuid) is '55000 once the erasure of a Customer has begun; granted to nobody';

create function privacy.begin_export(
    customer uuid, ordered_by text, reason text, with_secrets boolean default false, life interval default interval '1 hour')
    returns text
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    if not tenancy.is_customer(customer) then
        raise exception 'operant: there is no Customer %', customer using errcode = 'P0002';
    end if;
    if length(coalesce(ordered_by, '')) not between 1 and 100 then
        raise exception 'operant: who orders an export has a name of 1 to 100 characters' using errcode = '22023';
    end if;
    if life is null or life not between interval '1 second' and interval '1 hour' then
        raise exception 'operant: a token of an export lives 1 second to 1 hour, got %', life using errcode = '22023';
    end if;
    perform privacy.refuse_to_export_the_erased(customer);
    perform audit.append_for(customer, 'customer.exported', 'customer', customer::text, begin_export.reason,
                             json_build_object('ordered_by', begin_export.ordered_by, 'login', session_user, 'secrets',
                                 case when begin_export.with_secrets then 're-encrypted' else 'left out' end));
    -- A name of its own, so that it gets a whole life and not what another export has left of one.
    return tenancy.open_job(customer, 'export-' || left(replace(gen_random_uuid()::text, '-', ''), 8), life);
end $$;
comment on function privacy.begin_export(uuid, text, text, boolean, interval) is
    'Records that a Customer is exported; the token, once that is committed, reads it for its life, 1 second to 1 hour. P0002 when there is no such Customer, 55000 when its erasure has begun';

create function privacy.renew_export(token text) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform privacy.refuse_to_export_the_erased((tenancy.own_job(token)).customer_id);
    perform tenancy.renew_job(token);
end $$;
comment on function privacy.renew_export(text) is
    'Records that an export goes on, for as long again as its token lives. 42501 when that has ended, 55000 when the Customer''s erasure has begun';

create function privacy.export_renewal(token text) returns text
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
    return tenancy.seal_renewal(token);
comment on function privacy.export_renewal(text) is
    'What renew_export() has recorded and was committed, for the setting operant.renewal of the transaction that reads; 42501 when there is none';

create function privacy.end_export(token text, number_of_rows bigint, manifest_sha256 text) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    use constant tenancy.elevated_use := tenancy.own_job(token);
begin
    if number_of_rows is null or number_of_rows < 0 or coalesce(manifest_sha256, '') !~ '^[0-9a-f]{64}$' then
        raise exception 'operant: an export ends with the number of its rows and the SHA-256 of its manifest' using errcode = '22023';
    end if;
    perform privacy.refuse_to_export_the_erased(use.customer_id);
    perform audit.append_for(use.customer_id, 'customer.export_completed', 'customer', use.customer_id::text,
                             'everything that the export is to hold was read',
                             json_build_object('login', session_user, 'job', use.job, 'rows', number_of_rows,
                                               'manifest_sha256', manifest_sha256));
    update tenancy.elevated_use u set ends_at = clock_timestamp() where u.use_id = use.use_id;
end $$;
comment on function privacy.end_export(text, bigint, text) is
    'Records that an export has read everything, with the SHA-256 by which its archive is known, and ends its token. 42501 when that has ended before, 55000 when the Customer''s erasure has begun';
grant execute on function privacy.begin_export(uuid, text, text, boolean, interval), privacy.renew_export(text),
    privacy.export_renewal(text), privacy.end_export(text, bigint, text) to operant_operator;
