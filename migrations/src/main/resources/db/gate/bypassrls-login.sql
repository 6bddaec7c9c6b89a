-- No role that may connect has BYPASSRLS
--
-- Severity: error
-- Closes: R1
-- Why: Policies aren't asked for such a role, forced or not. Whatever is granted to it, or to a group that it joins,
--      it has of every Customer.
select format('role %I', r.rolname) as object,
       'has BYPASSRLS and may connect' as found,
       format('alter role %I nobypassrls;', r.rolname) as mend
  from pg_roles r
 where r.rolbypassrls and not r.rolsuper and has_database_privilege(r.oid, current_database(), 'connect')
   and r.rolname not in ('operant_owner', 'operant_gateway', 'operant_aggregator', 'operant_migrator', 'operant_runtime',
       'operant_worker',
        'operant_signer', 'operant_operator', 'operant_support', 'operant_auditor', 'operant_analytics')
 order by 1;
