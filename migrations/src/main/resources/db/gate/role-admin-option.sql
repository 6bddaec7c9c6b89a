-- Only superusers hand out the roles of the layer
--
-- Severity: advice
-- Closes: R2
-- Why: Who holds the ADMIN option on a role can make anybody a member, also himself. Where a provider gives no
--      superuser, that is who ran the bootstrap; nobody else should.
select format('role %I', member.rolname) as object,
       format('may make others members of %I', grp.rolname) as found,
       format('revoke admin option for %I from %I;', grp.rolname, member.rolname) as mend
  from pg_auth_members m
  join pg_roles grp on grp.oid = m.roleid
  join pg_roles member on member.oid = m.member
 where m.admin_option and not member.rolsuper
   and grp.rolname in ('operant_owner', 'operant_gateway', 'operant_aggregator', 'operant_migrator', 'operant_runtime',
       'operant_worker',
        'operant_signer', 'operant_operator', 'operant_support', 'operant_auditor', 'operant_analytics')
 order by 1, 2;
