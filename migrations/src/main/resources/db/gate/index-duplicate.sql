-- No two indexes of a tenant table are the same
--
-- Severity: advice
-- Needs: relation tenancy.tenant_table
-- Why: The second one costs every write and helps no query.
select format('%I.%I', xn.nspname, x.relname) as object,
       format('is the same index of %I.%I as %I', n.nspname, c.relname, other.relname) as found,
       format('drop index %I.%I;', xn.nspname, x.relname) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_index i on i.indrelid = c.oid
  join pg_class x on x.oid = i.indexrelid
  join pg_namespace xn on xn.oid = x.relnamespace
  left join pg_attribute first on first.attrelid = c.oid and first.attnum = i.indkey[0]
  left join pg_constraint k on k.conindid = i.indexrelid and k.conrelid = c.oid and k.contype in ('p', 'u', 'x')
  join pg_index j on j.indrelid = i.indrelid and j.indexrelid <> i.indexrelid
  join pg_class other on other.oid = j.indexrelid
 where (i.indkey::text, i.indclass::text, i.indcollation::text, i.indoption::text, i.indnkeyatts, i.indisunique, i.indisexclusion,
     x.relam)
       = (j.indkey::text, j.indclass::text, j.indcollation::text, j.indoption::text, j.indnkeyatts, j.indisunique,
           j.indisexclusion, other.relam)
   and pg_get_expr(i.indexprs, i.indrelid) is not distinct from pg_get_expr(j.indexprs, j.indrelid)
   and pg_get_expr(i.indpred, i.indrelid) is not distinct from pg_get_expr(j.indpred, j.indrelid)
   and k.conname is null and not i.indisprimary
   and (i.indexrelid > j.indexrelid or exists (select from pg_constraint o where o.conindid = j.indexrelid))
   and not exists (select from pg_inherits h where h.inhrelid = i.indexrelid)
 order by 1;
