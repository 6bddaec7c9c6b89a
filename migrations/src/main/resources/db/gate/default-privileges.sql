-- New functions are granted to nobody
--
-- Severity: error
-- Closes: R5
-- Why: PostgreSQL grants every new function to PUBLIC, unless its owner's default privileges take that away, in the
--      form without IN SCHEMA. Any other default privilege hands out what no migration shows; those of a role that can
--      create nothing do nothing, and any login may set its own.
select format('role %I', r.rolname) as object,
       'grants its new functions to PUBLIC' as found,
       format('alter default privileges for role %I revoke execute on functions from public;', r.rolname) as mend
  from pg_roles r
 where r.rolname in ('operant_owner', 'operant_gateway', 'operant_aggregator')
   and not exists (select from pg_default_acl d where d.defaclrole = r.oid and d.defaclnamespace = 0 and d.defaclobjtype = 'f'
                      and not exists (select from aclexplode(d.defaclacl) g where g.grantee = 0))
union all
select format('role %I', pg_get_userbyid(d.defaclrole)),
       format('grants %s on its new %s to %s%s', lower(g.privilege_type), kind.name,
           coalesce(nullif(g.grantee, 0)::regrole::text, 'PUBLIC'), ' in the schema ' || quote_ident(n.nspname)),
       format('alter default privileges for role %I%s revoke %s on %s from %s;', pg_get_userbyid(d.defaclrole),
              ' in schema ' || quote_ident(n.nspname), lower(g.privilege_type), kind.name,
                  coalesce(nullif(g.grantee, 0)::regrole::text, 'public'))
  from pg_default_acl d
  left join pg_namespace n on n.oid = d.defaclnamespace
 cross join lateral aclexplode(d.defaclacl) g
 cross join lateral (select case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
                                                 when 'T' then 'types' when 'n' then 'schemas'
                                                     else 'large objects' end as name) kind
 where g.grantee <> d.defaclrole and (g.grantee <> 0 or d.defaclobjtype <> 'f' or d.defaclnamespace <> 0)
   and not (g.grantee = 0 and d.defaclobjtype = 'T')
   and (has_database_privilege(d.defaclrole, current_database(), 'create')
     or exists (select from pg_namespace s
                 where s.nspname !~ '^pg_(temp|toast)' and has_schema_privilege(d.defaclrole, s.oid, 'create')))
 order by 1, 2;
