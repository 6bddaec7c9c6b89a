-- Nothing is granted to PUBLIC
--
-- Severity: error
-- Closes: R5 R6
-- Why: PUBLIC is every role of the cluster, those of other databases and of tomorrow too. A temporary table outlives
--      one Customer's turn on a pooled connection; a function that everybody may call runs with its owner's rights for
--      everybody.
select granted.object, format('grants %s to PUBLIC', string_agg(granted.privilege, ', ' order by granted.privilege)) as found,
       string_agg(format('revoke %s on %s from public;', granted.privilege, granted.named),
           E'\n' order by granted.privilege) as mend
  from (select format('database %I', d.datname) as object, lower(g.privilege_type) as privilege,
      format('database %I', d.datname) as named
          from pg_database d cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) g
         where d.datname = current_database() and g.grantee = 0
        union all
        select format('schema %I', n.nspname), lower(g.privilege_type), format('schema %I', n.nspname)
          from pg_namespace n cross join lateral aclexplode(n.nspacl) g
         where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and g.grantee = 0
        union all
        select format('%I.%I', n.nspname, c.relname), lower(g.privilege_type),
               format('%s %I.%I', case c.relkind when 'S' then 'sequence' else 'table' end, n.nspname, c.relname)
          from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join lateral aclexplode(c.relacl) g
         where g.grantee = 0
           and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
           and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
        union all
        select format('%I.%I.%I', n.nspname, c.relname, a.attname), lower(g.privilege_type) || format(' (%I)', a.attname),
            format('table %I.%I', n.nspname, c.relname)
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and not a.attisdropped cross join lateral aclexplode(a.attacl) g
         where g.grantee = 0
           and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
           and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
        union all
        select p.oid::regprocedure::text, lower(g.privilege_type),
            format('%s %s', case p.prokind when 'p' then 'procedure' else 'function' end, p.oid::regprocedure)
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
         where g.grantee = 0 and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
           and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
        union all
        select format('large object %s', l.oid), lower(g.privilege_type), format('large object %s', l.oid)
          from pg_largeobject_metadata l cross join lateral aclexplode(l.lomacl) g where g.grantee = 0
        union all
        select format('server %I', s.srvname), lower(g.privilege_type), format('foreign server %I', s.srvname)
          from pg_foreign_server s cross join lateral aclexplode(s.srvacl) g where g.grantee = 0
        union all
        select format('wrapper %I', w.fdwname), lower(g.privilege_type), format('foreign data wrapper %I', w.fdwname)
          from pg_foreign_data_wrapper w cross join lateral aclexplode(w.fdwacl) g where g.grantee = 0) granted
 group by granted.object
 order by 1;
