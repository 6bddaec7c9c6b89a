-- Row-level security binds the owner of every tenant table
--
-- Severity: error
-- Closes: R1
-- Needs: relation tenancy.unscoped_table
-- Why: Unless it is forced, the owner passes by every policy: a migration, a function that runs with its owner's rights,
--      or a foreign key's own query would see every Customer's rows.
select format('%I.%I', n.nspname, c.relname) as object,
       'doesn''t force row-level security upon its owner' as found,
       format('alter table %I.%I force row level security;', n.nspname, c.relname) as mend
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
   and not exists (select from tenancy.unscoped_table u where (u.schema_name, u.table_name) = (n.nspname, c.relname))
   and not c.relforcerowsecurity
 order by 1;
