-- Every primary key, unique index and exclusion constraint leads with customer_id, and compares it by =
--
-- Severity: error
-- Closes: K1 W3
-- Needs: relation tenancy.tenant_table
-- Why: A key over all Customers answers questions about them: inserting a value that somebody else has fails, waits
--      for somebody else's transaction, or, with ON CONFLICT, does something else. Row-level security doesn't apply to
--      it.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has %s %I on (%s)', case when i.indisprimary then 'the primary key'
           when i.indisexclusion then 'the exclusion constraint' else 'the unique index' end,
              x.relname, (select string_agg(pg_get_indexdef(i.indexrelid, p, true), ', ' order by p)
                  from generate_series(1, i.indnkeyatts) p))
           || coalesce(' that compares it by ' || (case when first.attname = 'customer_id' then k.conexclop[1]::regoperator end), '') as found,
       E'-- and make it again with customer_id first\n' || case
           when k.conname is null then format('drop index %I.%I;', xn.nspname, x.relname)
            else format('alter table %I.%I drop constraint %I;', n.nspname, c.relname, k.conname) end as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_index i on i.indrelid = c.oid
  join pg_class x on x.oid = i.indexrelid
  join pg_namespace xn on xn.oid = x.relnamespace
  left join pg_attribute first on first.attrelid = c.oid and first.attnum = i.indkey[0]
  left join pg_constraint k on k.conindid = i.indexrelid and k.conrelid = c.oid and k.contype in ('p', 'u', 'x')
 where (i.indisunique or i.indisexclusion)
   and (first.attname is distinct from 'customer_id' or k.conexclop[1] <> '=(uuid,uuid)'::regoperator)
   and not exists (select from pg_inherits h where h.inhrelid = i.indexrelid)
 order by 1, 2;
