-- The database is one of this layer's
--
-- Severity: error
-- Why: Nothing here isolates anybody before the bootstrap has made the roles and the migrations have made the schema;
--      and a check of the wrong database must not look like a success.
select format('%I.%I', needed.schema_name, needed.table_name) as object,
       'is missing' as found,
       '-- run the migrations: operant-db migrate' as mend
  from (values ('tenancy', 'tenant_table'), ('tenancy', 'unscoped_table'), ('tenancy', 'vouched_function')) needed (schema_name,
      table_name)
 where not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where (n.nspname, c.relname) = (needed.schema_name, needed.table_name) and c.relkind = 'r')
union all
select format('role %I', needed.rolname),
       'is missing',
       '-- run db/bootstrap: operant-db bootstrap'
  from (values ('operant_owner'), ('operant_migrator'), ('operant_runtime')) needed (rolname)
 where not exists (select from pg_roles r where r.rolname = needed.rolname)
 order by 1;
