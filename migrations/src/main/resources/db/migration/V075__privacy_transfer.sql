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

-- What is read afterwards is on record, with who ordered it and why: the token is good once this is committed.
create function privacy.begin_export(customer uuid, ordered_by text, reason text, with_secrets boolean default false) returns text
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
    perform audit.append_for(customer, 'customer.exported', 'customer', customer::text, begin_export.reason,
                             json_build_object('ordered_by', begin_export.ordered_by, 'login', session_user, 'secrets',
                                 case when begin_export.with_secrets then 're-encrypted' else 'left out' end));
    -- A name of its own, so that it gets a whole hour and not what another export has left of one.
    return tenancy.seal_job(customer, 'export-' || left(replace(gen_random_uuid()::text, '-', ''), 8));
end $$;
comment on function privacy.begin_export(uuid, text, text, boolean) is
    'Records that a Customer is exported; the token, once that is committed, reads it for an hour at most. P0002 when there is no such Customer';
grant execute on function privacy.begin_export(uuid, text, text, boolean) to operant_operator;
