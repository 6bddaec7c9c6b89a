-- operant_gateway and operant_aggregator own and reach nothing but their own schema
--
-- Severity: error
-- Closes: G1 O3
-- Why: Their functions are called before a Customer is known, and over all of them. A fault in one must open none of
--      the Customers' tables, so these two have no right on any.
select reached.object, format('%s %s', reached.what, reached.role) as found, reached.mend
  from (select format('%I.%I', n.nspname, c.relname) as object, 'belongs to' as what, pg_get_userbyid(c.relowner) as role,
               format('alter table %I.%I owner to operant_owner;', n.nspname, c.relname) as mend, n.nspname
          from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
        union all
        select format('%I.%I', n.nspname, c.relname), format('is granted (%s) to', lower(g.privilege_type)),
            pg_get_userbyid(g.grantee),
               format('revoke %s on %I.%I from %I;', lower(g.privilege_type), n.nspname, c.relname, pg_get_userbyid(g.grantee)),
                   n.nspname
          from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join lateral aclexplode(c.relacl) g
              where g.grantee <> 0
        union all
        select p.oid::regprocedure::text, 'belongs to', pg_get_userbyid(p.proowner),
            format('alter routine %s owner to operant_owner;', p.oid::regprocedure), n.nspname
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace) reached
 where reached.role in ('operant_gateway', 'operant_aggregator')
   and (reached.nspname, reached.role) not in (('gateway', 'operant_gateway'), ('analytics', 'operant_aggregator'))
 order by 1;
