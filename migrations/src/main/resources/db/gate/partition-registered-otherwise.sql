-- A partition is registered as its parent is
--
-- Severity: error
-- Closes: O4
-- Needs: relation tenancy.tenant_table
-- Why: Retention, export and what roles may read go by the register: a partition with another class or rule is kept,
--      exported or shown differently from the rest of its table.
select format('%I.%I', t.schema_name, t.table_name) as object,
       format('is a partition of %I.%I, and has another data class, retention rule or privileges', p.schema_name,
           p.table_name) as found,
       format('update tenancy.tenant_table set (data_class, retention, privileges) = (%L, %L, %L) where (schema_name, table_name) = (%L, %L);',
              p.data_class, p.retention, p.privileges, t.schema_name, t.table_name) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relispartition
  join pg_inherits h on h.inhrelid = c.oid
  join pg_class pc on pc.oid = h.inhparent
  join pg_namespace pn on pn.oid = pc.relnamespace
  join tenancy.tenant_table p on (p.schema_name, p.table_name) = (pn.nspname, pc.relname)
 where (t.data_class, t.retention, t.privileges) is distinct from (p.data_class, p.retention, p.privileges)
 order by 1;
