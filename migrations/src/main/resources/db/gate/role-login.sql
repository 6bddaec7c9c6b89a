-- Nobody signs in as an owner or as a group
--
-- Severity: error
-- Closes: R1
-- Why: Who signs in as the owner of the tables may drop their policies. Who signs in as a group can't be told from the
--      others, nor shut out alone.
select format('role %I', r.rolname) as object,
       'may sign in' as found,
       format('alter role %I nologin;', r.rolname) as mend
  from pg_roles r
 where r.rolname in ('operant_owner', 'operant_gateway', 'operant_aggregator', 'operant_runtime', 'operant_worker')
     and r.rolcanlogin
 order by 1;
