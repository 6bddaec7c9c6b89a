-- Every tenant table has customer_id uuid not null default tenancy.current_customer()
--
-- Severity: error
-- Closes: C1 O5
-- Needs: relation tenancy.tenant_table
-- Why: It is what policies compare. A row without it is nobody's and invisible for ever; of another type it costs a
--      cast for each row; with another default an insert that leaves it out ends up at the wrong Customer or fails.
select format('%I.%I', n.nspname, c.relname) as object,
       case when a.attnum is null then 'has no column customer_id'
            else format('has customer_id %s%s default %s', format_type(a.atttypid, a.atttypmod),
                        case when a.attnotnull then ' not null' else '' end,
                        coalesce(pg_get_expr(d.adbin, d.adrelid), 'nothing')) end as found,
       case when a.attnum is null then format('alter table %I.%I add customer_id uuid not null default tenancy.current_customer();', n.nspname, c.relname)
            else format('alter table %I.%I alter customer_id set default tenancy.current_customer(), alter customer_id set not null;',
                        n.nspname, c.relname)
                 || case when a.atttypid <> 'uuid'::regtype then ' -- and give it the type uuid' else '' end end as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  left join pg_attribute a on a.attrelid = c.oid and a.attname = 'customer_id' and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
 where a.attnum is null or a.atttypid <> 'uuid'::regtype or not a.attnotnull or a.attgenerated <> ''
    or pg_get_expr(d.adbin, d.adrelid) is distinct from 'tenancy.current_customer()'
 order by 1;
