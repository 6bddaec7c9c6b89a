-- A table stands in one register only
--
-- Severity: error
-- Closes: O5
-- Needs: relation tenancy.tenant_table
-- Needs: relation tenancy.unscoped_table
-- Why: What stands in tenancy.unscoped_table is not held to the rules of tenant tables: an entry there for a tenant
--      table would silence this gate.
select format('%I.%I', t.schema_name, t.table_name) as object,
       format('is protected, and listed as unscoped as well, because: %s', u.reason) as found,
       format('delete from tenancy.unscoped_table where (schema_name, table_name) = (%L, %L);', t.schema_name,
           t.table_name) as mend
  from tenancy.tenant_table t
  join tenancy.unscoped_table u using (schema_name, table_name)
 order by 1;
