-- No role may set a parameter that is a superuser's
--
-- Severity: error
-- Closes: R6 C11
-- Why: session_replication_role switches foreign keys off, log parameters write every Customer's values into a file,
--      and preloaded libraries run anything.
select format('parameter %s', p.parname) as object,
       format('is granted to %s: %s', coalesce(nullif(g.grantee, 0)::regrole::text, 'PUBLIC'), g.privilege_type) as found,
       format('revoke %s on parameter %s from %s;', lower(g.privilege_type), p.parname,
           coalesce(nullif(g.grantee, 0)::regrole::text, 'public')) as mend
  from pg_parameter_acl p
 cross join lateral aclexplode(p.paracl) g
 where g.grantee = 0 or not (select r.rolsuper from pg_roles r where r.oid = g.grantee)
 order by 1, 2;
