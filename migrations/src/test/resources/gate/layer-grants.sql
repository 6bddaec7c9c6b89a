-- The columns and the grants of the layer's tables as the migrations have made them, as the list in
-- db/gate/layer-table-grant.sql. Partitions are granted to nobody; what Flyway makes is granted to nobody, either.
select string_agg(format('    (%L, %L, %L, %L)', table_name, grantee, privileges, columns), E',\n'
                  order by table_name, grantee, privileges)
  from (select format('%I.%I', n.nspname, c.relname) as table_name, part.*
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
         cross join lateral (
               select '' as grantee, '' as privileges, string_agg(a.attname, ', ' order by a.attname) as columns
                 from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
               union all
               select pg_get_userbyid(g.grantee), string_agg(lower(g.privilege_type), ', ' order by g.privilege_type), null
                 from aclexplode(c.relacl) g where g.grantee <> c.relowner group by 1
               union all
               select pg_get_userbyid(g.grantee), lower(g.privilege_type), string_agg(a.attname, ', ' order by a.attname)
                 from pg_attribute a cross join lateral aclexplode(a.attacl) g
                where a.attrelid = c.oid and not a.attisdropped group by 1, 2) part
         where n.nspname in ('tenancy', 'gateway', 'audit', 'panel', 'stage', 'relay', 'quoting', 'agent', 'usage', 'analytics', 'privacy', 'support')
           and c.relkind in ('r', 'p') and not c.relispartition) made;
