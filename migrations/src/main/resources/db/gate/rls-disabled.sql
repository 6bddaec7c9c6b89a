-- Row-level security is enabled on every tenant table
--
-- Severity: error
-- Closes: O4 O5
-- Needs: relation tenancy.unscoped_table
-- Why: Where it is disabled, policies are kept and not asked: whoever may select the table sees every Customer's rows.
select format('%I.%I', n.nspname, c.relname) as object,
       'has row-level security disabled' as found,
       format('alter table %I.%I enable row level security;', n.nspname, c.relname) as mend
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
   and not exists (select from tenancy.unscoped_table u where (u.schema_name, u.table_name) = (n.nspname, c.relname))
   and not c.relrowsecurity
 order by 1;
