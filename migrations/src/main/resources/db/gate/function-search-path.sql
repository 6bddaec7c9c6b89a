-- Functions have a fixed search_path
--
-- Severity: advice
-- Closes: O3
-- Why: A function whose names depend on who calls it means something else in every session. Bodies that are parsed
--      when they are created (BEGIN ATOMIC, RETURN), and procedures that commit, are exempt.
select p.oid::regprocedure::text as object,
       'has its caller''s search_path' as found,
       format('alter function %s set search_path = pg_catalog, pg_temp;', p.oid::regprocedure) as mend
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
 where p.prokind in ('f', 'w') and not p.prosecdef and p.prosqlbody is null
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from unnest(p.proconfig) c where c like 'search_path=%')
   and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
 order by 1;
