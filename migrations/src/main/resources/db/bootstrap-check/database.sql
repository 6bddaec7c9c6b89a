-- What the connected database lacks of what db/bootstrap/2_database.sql and 3_hardening.sql do. Changes nothing; any
-- login may ask.
--
-- missing: the bootstrap does it. foreign: the database is somebody else's, with what is in it, and stays so.
-- superuser: it takes one, and isolation doesn't depend on it.
with wanted (role) as (values
    ('operant_migrator'), ('operant_runtime'), ('operant_signer'), ('operant_operator'), ('operant_support'),
    ('operant_auditor'), ('operant_analytics')),
own as (
    select d.*, format('database %I', d.datname) as object, pg_get_userbyid(d.datdba) as owner,
           (select count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relpersistence <> 't'
               and not exists (select from pg_catalog.pg_depend e
                                where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e'))
               as relations
      from pg_catalog.pg_database d where d.datname = current_database())
select 'foreign' as kind, o.object, format('belongs to %I and has %s relations in it', o.owner, o.relations) as found,
       '-- name another database: operant-db bootstrap makes it' as mend
  from own o where o.owner <> 'operant_owner' and o.relations > 0
union all
select 'foreign', o.object, format('belongs to %I, which is not %I nor a role of its', o.owner, current_user),
       format('-- as %I: operant-db bootstrap', o.owner)
  from own o where o.owner <> 'operant_owner' and o.relations = 0 and not pg_has_role(o.datdba, 'usage')
union all
select 'missing', o.object, format('belongs to %I', o.owner), format('alter %s owner to operant_owner;', o.object)
  from own o where o.owner <> 'operant_owner' and o.relations = 0 and pg_has_role(o.datdba, 'usage')
union all
select 'missing', o.object, format('grants %s to PUBLIC', g.privilege_type),
       format('revoke %s on %s from public;', lower(g.privilege_type), o.object)
  from own o cross join lateral aclexplode(coalesce(o.datacl, acldefault('d', o.datdba))) g where g.grantee = 0
union all
select 'missing', o.object, format('does not let %I connect', w.role),
       format('grant connect on %s to %I;', o.object, w.role)
  from own o cross join wanted w
 where not exists (select from aclexplode(o.datacl) g join pg_catalog.pg_roles r on r.oid = g.grantee
                    where r.rolname = w.role and g.privilege_type = 'CONNECT')
union all
select 'missing', 'schema public', format('grants %s to PUBLIC', g.privilege_type),
       format('revoke %s on schema public from public;', lower(g.privilege_type))
  from pg_catalog.pg_namespace n cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) g
 where n.nspname = 'public' and g.grantee = 0
union all
select 'missing', format('functions of %I', r.rolname), 'are executable by PUBLIC when they are made',
       format('alter default privileges for role %I revoke execute on functions from public;', r.rolname)
  from (values ('operant_owner'), ('operant_gateway'), ('operant_aggregator')) r (rolname)
 where not exists (select from pg_catalog.pg_default_acl a
                    where a.defaclrole = to_regrole(r.rolname) and a.defaclnamespace = 0 and a.defaclobjtype = 'f'
                      and not exists (select from aclexplode(a.defaclacl) g where g.grantee = 0))
union all
select 'superuser', 'functions of pg_catalog', 'leave state on a connection and tell of other sessions, for PUBLIC',
       '-- as a superuser: psql -f 3_hardening.sql, or operant-db bootstrap'
  from pg_catalog.pg_proc p cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
 where p.oid = 'pg_catalog.set_config(text,text,boolean)'::regprocedure and g.grantee = 0
 order by 1, 2, 3;
