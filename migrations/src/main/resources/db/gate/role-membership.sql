-- No membership leads where the layer's own don't
--
-- Severity: error
-- Closes: R2
-- Why: A chain of memberships is a chain of SET ROLE. One that ends at the owner ends at every row; a login that
--      serves requests and is a member of something else has that, too.
select format('role %I', member.rolname) as object,
       format('is a member of %I%s', grp.rolname,
           case when m.admin_option then ', and may make others members' else '' end) as found,
       format('revoke %I from %I;', grp.rolname, member.rolname) as mend
  from pg_auth_members m
  join pg_roles grp on grp.oid = m.roleid
  join pg_roles member on member.oid = m.member
 where not member.rolsuper
   and (grp.rolname, member.rolname) not in (('operant_owner', 'operant_migrator'), ('operant_gateway', 'operant_owner'),
                                             ('operant_aggregator', 'operant_owner'), ('operant_runtime', 'operant_worker'),
                                             -- A second name in policies: see the rule drop-owned.
                                             ('pg_stat_scan_tables', 'operant_runtime'))
   and (coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true) or coalesce((to_jsonb(m) ->> 'set_option')::boolean, true))
   -- into an owner,
   and (grp.rolname in ('operant_owner', 'operant_gateway', 'operant_aggregator')
   -- out of a role of the layer,
        or member.rolname in ('operant_owner', 'operant_gateway', 'operant_aggregator', 'operant_migrator', 'operant_runtime',
            'operant_worker',
        'operant_signer', 'operant_operator', 'operant_support', 'operant_auditor', 'operant_analytics')
   -- or out of a login that serves requests, into anything that is no such role.
        or (grp.rolname not in ('operant_runtime', 'operant_worker')
            and exists (select from pg_auth_members s join pg_roles serves on serves.oid = s.roleid
                         where s.member = member.oid and serves.rolname in ('operant_runtime', 'operant_worker'))))
 order by 1, 2;
