-- Only roles of the layer connect to the database
--
-- Severity: error
-- Closes: R1
-- Why: A login of something else in the cluster has no business here; whatever it finds granted by mistake, it can
--      only use once it is connected.
select format('database %I', d.datname) as object,
       format('lets %s connect', pg_get_userbyid(g.grantee)) as found,
       format('revoke connect on database %I from %I;', d.datname, pg_get_userbyid(g.grantee)) as mend
  from pg_database d
 cross join lateral aclexplode(d.datacl) g
 where d.datname = current_database() and g.privilege_type = 'CONNECT' and g.grantee not in (0, d.datdba)
   and pg_get_userbyid(g.grantee) not in ('operant_owner', 'operant_gateway', 'operant_aggregator', 'operant_migrator',
       'operant_runtime', 'operant_worker',
        'operant_signer', 'operant_operator', 'operant_support', 'operant_auditor', 'operant_analytics')
   and not (select r.rolsuper from pg_roles r where r.oid = g.grantee)
   -- Monitoring, which sees no row.
   and not pg_has_role(g.grantee, 'pg_monitor', 'member')
 order by 1, 2;
