-- No tenant table has extended statistics
--
-- Severity: advice
-- Closes: S1
-- Needs: relation tenancy.tenant_table
-- Why: CREATE STATISTICS keeps combinations of values of several columns, of all Customers together. pg_stats_ext
--      hides them where row-level security is on, and has failed to (CVE-2024-4317).
select format('%I.%I', n.nspname, c.relname) as object,
       format('has the statistics %I.%I', sn.nspname, s.stxname) as found,
       format('drop statistics %I.%I;', sn.nspname, s.stxname) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_statistic_ext s on s.stxrelid = c.oid
  join pg_namespace sn on sn.oid = s.stxnamespace
 order by 1, 2;
