-- Nothing of PostgreSQL's own catalogue is granted beyond what initdb and the hardening grant
--
-- Severity: error
-- Closes: R6 S1 E1
-- Why: pg_authid holds passwords, pg_statistic values of every Customer's rows; functions of pg_catalog read files,
--      end other sessions and show their statements.
select granted.object, format('is granted to %s: %s', granted.who, granted.privilege) as found,
       format('revoke %s on %s from %s;', granted.privilege, granted.named, granted.who) as mend
  from (select p.oid::regprocedure::text as object, lower(g.privilege_type) as privilege,
      format('function pg_catalog.%s', p.oid::regprocedure) as named,
      coalesce(nullif(g.grantee, 0)::regrole::text, 'public') as who,
               exists (select from aclexplode(coalesce(i.initprivs, acldefault('f', p.proowner))) o
                   where o.grantee = 0) as was_public
          from pg_proc p
          left join pg_init_privs i on i.classoid = 'pg_proc'::regclass and i.objoid = p.oid and i.objsubid = 0
         cross join lateral aclexplode(p.proacl) g
         where p.pronamespace = 'pg_catalog'::regnamespace and p.proacl is not null and g.grantee <> p.proowner
           and not exists (select from aclexplode(coalesce(i.initprivs, acldefault('f', p.proowner))) o
                            where (o.grantee, o.privilege_type) = (g.grantee, g.privilege_type))
        union all
        select c.oid::regclass::text, lower(g.privilege_type), format('table pg_catalog.%I', c.relname),
            coalesce(nullif(g.grantee, 0)::regrole::text, 'public'), false
          from pg_class c
          left join pg_init_privs i on i.classoid = 'pg_class'::regclass and i.objoid = c.oid and i.objsubid = 0
         cross join lateral aclexplode(c.relacl) g
         where c.relnamespace = 'pg_catalog'::regnamespace and g.grantee <> c.relowner
           and not exists (select from aclexplode(i.initprivs) o
               where (o.grantee, o.privilege_type) = (g.grantee, g.privilege_type))
        union all
        select c.oid::regclass::text, format('%s (%I)', lower(g.privilege_type), a.attname),
            format('table pg_catalog.%I', c.relname), coalesce(nullif(g.grantee, 0)::regrole::text, 'public'), false
          from pg_attribute a
          join pg_class c on c.oid = a.attrelid
          left join pg_init_privs i on i.classoid = 'pg_class'::regclass and i.objoid = c.oid and i.objsubid = a.attnum
         cross join lateral aclexplode(a.attacl) g
         where c.relnamespace = 'pg_catalog'::regnamespace and a.attacl is not null and g.grantee <> c.relowner
           and not exists (select from aclexplode(i.initprivs) o
               where (o.grantee, o.privilege_type) = (g.grantee, g.privilege_type))) granted
 -- The hardening leaves what it takes from PUBLIC to these.
 where not (granted.was_public and granted.who in ('operant_owner', 'pg_monitor'))
 order by 1, 2;
