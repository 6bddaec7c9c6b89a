-- Every index of a tenant table leads with customer_id
--
-- Severity: error
-- Closes: S2
-- Needs: relation tenancy.tenant_table
-- Why: A search by an index over all Customers looks at everybody's entries and filters afterwards: it takes longer
--      the more of somebody else's there are, and so tells a hidden value from an absent one.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has the index %I on (%s)', x.relname,
              (select string_agg(pg_get_indexdef(i.indexrelid, p, true), ', ' order by p)
                  from generate_series(1, i.indnkeyatts) p)) as found,
       format(E'-- and make it again with customer_id first\ndrop index %I.%I;', xn.nspname, x.relname) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_index i on i.indrelid = c.oid
  join pg_class x on x.oid = i.indexrelid
  join pg_namespace xn on xn.oid = x.relnamespace
  left join pg_attribute first on first.attrelid = c.oid and first.attnum = i.indkey[0]
  left join pg_constraint k on k.conindid = i.indexrelid and k.conrelid = c.oid and k.contype in ('p', 'u', 'x')
 where not i.indisunique and not i.indisexclusion and first.attname is distinct from 'customer_id'
   and not exists (select from pg_inherits h where h.inhrelid = i.indexrelid)
 order by 1, 2;
