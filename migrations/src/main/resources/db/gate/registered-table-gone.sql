-- Every table in the register of tenant tables is there
--
-- Severity: error
-- Needs: relation tenancy.tenant_table
-- Why: The register is what says how long data is kept, what is exported and what is erased. A table that was renamed,
--      or replaced by a view, is no longer what it says.
select format('%I.%I', t.schema_name, t.table_name) as object,
       'is registered as a tenant table, and is no table of this database' as found,
       format('delete from tenancy.tenant_table where (schema_name, table_name) = (%L, %L);', t.schema_name, t.table_name) as mend
  from tenancy.tenant_table t
 where not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where (n.nspname, c.relname) = (t.schema_name, t.table_name) and c.relkind in ('r', 'p'))
 order by 1;
