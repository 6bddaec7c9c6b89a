-- A function that runs with its owner's rights has a fixed search_path that ends in pg_temp
--
-- Severity: error
-- Closes: O3
-- Why: Otherwise its caller chooses which function, operator or table a bare name means, and so what runs with the
--      owner's rights. Where pg_temp isn't named, temporary tables come first.
select p.oid::regprocedure::text as object,
       coalesce('runs with its owner''s rights and '
           || (select 'has ' || c from unnest(p.proconfig) c where c like 'search_path=%'),
                'runs with its owner''s rights and with its caller''s search_path') as found,
       format('alter routine %s set search_path = pg_catalog, pg_temp;', p.oid::regprocedure) as mend
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
 where p.prosecdef and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from unnest(p.proconfig) c
       where c ~ '^search_path="?pg_catalog"?(, [a-z_"]+)*, "?pg_temp"?$' and c !~ '(\$user|public)')
   and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
 order by 1;
