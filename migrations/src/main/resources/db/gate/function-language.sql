-- Functions are written in SQL and PL/pgSQL
--
-- Severity: error
-- Closes: O3
-- Why: C and internal functions run inside the server without any check of rights.
select p.oid::regprocedure::text as object,
       format('is written in %s', l.lanname) as found,
       format('drop function %s;', p.oid::regprocedure) as mend
  from pg_proc p
  join pg_language l on l.oid = p.prolang
  join pg_namespace n on n.oid = p.pronamespace
 where l.lanname not in ('sql', 'plpgsql') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
 order by 1;
