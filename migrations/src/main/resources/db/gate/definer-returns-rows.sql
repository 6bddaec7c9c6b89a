-- No function that runs with its owner's rights returns rows of a tenant table
--
-- Severity: error
-- Closes: O3 G1
-- Needs: relation tenancy.tenant_table
-- Why: It would be a view that no policy is asked for. What a gateway returns are identifiers.
select p.oid::regprocedure::text as object,
       format('runs with the rights of %s and returns %s', pg_get_userbyid(p.proowner), pg_get_function_result(p.oid)) as found,
       format('alter function %s security invoker;', p.oid::regprocedure) as mend
  from pg_proc p
  join pg_type y on y.oid = p.prorettype
  left join pg_type el on el.oid = y.typelem
 where p.prosecdef
   and coalesce(nullif(y.typrelid, 0), el.typrelid) in (
       select c.oid
         from tenancy.tenant_table t
         join pg_namespace n on n.nspname = t.schema_name
         join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p'))
 order by 1;
