-- No constraint of a tenant table is deferrable
--
-- Severity: advice
-- Needs: relation tenancy.tenant_table
-- Why: A deferred check comes at COMMIT, where the layer can't tell which statement was at fault, and a deferrable key
--      can't be the target of ON CONFLICT.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has %I: %s', k.conname, pg_get_constraintdef(k.oid)) as found,
       format('alter table %I.%I drop constraint %I, add constraint %3$I %s;', n.nspname, c.relname, k.conname,
              regexp_replace(pg_get_constraintdef(k.oid), ' DEFERRABLE( INITIALLY DEFERRED)?', '')) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_constraint k on k.conrelid = c.oid and k.condeferrable and k.conparentid = 0
 order by 1, 2;
