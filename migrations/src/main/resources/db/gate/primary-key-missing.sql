-- Every tenant table has a primary key
--
-- Severity: error
-- Closes: K1
-- Needs: relation tenancy.tenant_table
-- Why: Export and import, erasure in batches, paging by key and logical replication all go by it, and what has none
--      can hold the same row twice.
select format('%I.%I', n.nspname, c.relname) as object,
       'has no primary key' as found,
       format(E'-- name what makes a row unique within its Customer: alter table %I.%I add primary key (customer_id, …);',
           n.nspname, c.relname) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
 where not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)
 order by 1;
