-- No index of a tenant table is invalid
--
-- Severity: advice
-- Needs: relation tenancy.tenant_table
-- Why: What CREATE INDEX CONCURRENTLY leaves behind when it fails: it costs every write, no query uses it, and a
--      unique one promises nothing.
select format('%I.%I', xn.nspname, x.relname) as object,
       format('is an invalid index of %I.%I', n.nspname, c.relname) as found,
       format('drop index %I.%I;', xn.nspname, x.relname) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_index i on i.indrelid = c.oid
  join pg_class x on x.oid = i.indexrelid
  join pg_namespace xn on xn.oid = x.relnamespace
  left join pg_attribute first on first.attrelid = c.oid and first.attnum = i.indkey[0]
  left join pg_constraint k on k.conindid = i.indexrelid and k.conrelid = c.oid and k.contype in ('p', 'u', 'x')
 where not i.indisvalid or not i.indisready
 order by 1;
