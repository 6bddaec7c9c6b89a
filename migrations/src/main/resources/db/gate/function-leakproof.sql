-- No function is LEAKPROOF but PostgreSQL's own
--
-- Severity: error
-- Closes: S3
-- Why: The planner calls a leakproof function before the policy has decided: with every Customer's values, and what it
--      raises or writes tells them.
select p.oid::regprocedure::text as object,
       'is LEAKPROOF' as found,
       format('alter function %s not leakproof;', p.oid::regprocedure) as mend
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
 where p.proleakproof and n.nspname <> 'pg_catalog'
   and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
 order by 1;
