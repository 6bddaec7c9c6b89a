-- A tenant table has no further restrictive policy
--
-- Severity: advice
-- Closes: S3
-- Needs: relation tenancy.tenant_table
-- Why: It can only take rows away, so it opens nothing. But its condition runs for every row, is called with every
--      row's values, and makes other plans than those that were measured.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has the restrictive policy %I: %s', p.polname,
              coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))) as found,
       format('drop policy %I on %I.%I;', p.polname, n.nspname, c.relname) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_policy p on p.polrelid = c.oid and not p.polpermissive and p.polname <> 'tenant_fence'
 order by 1, 2;
