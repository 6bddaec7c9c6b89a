-- Nobody but an owner may grant further
--
-- Severity: error
-- Closes: R2 R6
-- Why: Who holds a grant option decides in the owner's place who else gets in, and no migration shows it.
select granted.object, format('lets %s grant %s further', granted.who,
    string_agg(granted.privilege, ', ' order by granted.privilege)) as found,
       string_agg(format('revoke grant option for %s on %s from %s cascade;', granted.privilege, granted.named, granted.who),
           E'\n') as mend
  from (select format('%I.%I', n.nspname, c.relname) as object, lower(g.privilege_type) as privilege,
               format('%s %I.%I', case c.relkind when 'S' then 'sequence' else 'table' end, n.nspname, c.relname) as named,
                   coalesce(nullif(g.grantee, 0)::regrole::text, 'public') as who
          from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join lateral aclexplode(c.relacl) g
         where g.is_grantable and g.grantee <> c.relowner and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        union all
        select format('%I.%I', n.nspname, c.relname), format('%s (%I)', lower(g.privilege_type), a.attname),
            format('table %I.%I', n.nspname, c.relname), coalesce(nullif(g.grantee, 0)::regrole::text, 'public')
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and not a.attisdropped cross join lateral aclexplode(a.attacl) g
         where g.is_grantable and g.grantee <> c.relowner and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        union all
        select format('schema %I', n.nspname), lower(g.privilege_type), format('schema %I', n.nspname),
            coalesce(nullif(g.grantee, 0)::regrole::text, 'public')
          from pg_namespace n cross join lateral aclexplode(n.nspacl) g
         where g.is_grantable and g.grantee <> n.nspowner and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        union all
        select format('database %I', d.datname), lower(g.privilege_type), format('database %I', d.datname),
            coalesce(nullif(g.grantee, 0)::regrole::text, 'public')
          from pg_database d cross join lateral aclexplode(d.datacl) g
         where d.datname = current_database() and g.is_grantable and g.grantee <> d.datdba
        union all
        select p.oid::regprocedure::text, lower(g.privilege_type), format('routine %s', p.oid::regprocedure),
            coalesce(nullif(g.grantee, 0)::regrole::text, 'public')
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace cross join lateral aclexplode(p.proacl) g
         where g.is_grantable and g.grantee <> p.proowner and n.nspname !~ '^pg_' and n.nspname <> 'information_schema') granted
 group by granted.object, granted.who
 order by 1, 2;
