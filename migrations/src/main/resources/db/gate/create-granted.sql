-- Nobody but the owner creates anything in the database
--
-- Severity: error
-- Closes: R6 P3
-- Why: Who may create a function or an operator can have others call it; who may create a temporary table leaves it
--      behind on a pooled connection.
select granted.object,
       format('lets %s %s', granted.who,
           case granted.privilege when 'create' then 'create objects in it' else 'make temporary tables in it' end) as found,
       format('revoke %s on %s from %s;', granted.privilege, granted.object, granted.who) as mend
  from (select format('schema %I', n.nspname) as object, lower(g.privilege_type) as privilege,
      coalesce(nullif(g.grantee, 0)::regrole::text, 'public') as who
          from pg_namespace n cross join lateral aclexplode(n.nspacl) g
         where g.grantee <> n.nspowner and g.privilege_type = 'CREATE' and n.nspname !~ '^pg_(toast|temp)'
        union all
        select format('database %I', d.datname), lower(g.privilege_type), coalesce(nullif(g.grantee, 0)::regrole::text, 'public')
          from pg_database d cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) g
         where d.datname = current_database() and g.grantee <> d.datdba and g.privilege_type in ('CREATE', 'TEMPORARY')) granted
 order by 1, 2;
