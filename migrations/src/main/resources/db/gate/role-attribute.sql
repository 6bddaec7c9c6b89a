-- No role of the layer, and no member of one, has an attribute that passes by policies
--
-- Severity: error
-- Closes: R1 E1
-- Why: A superuser and BYPASSRLS see every row whatever policies say; CREATEROLE hands out memberships, REPLICATION
--      streams the whole cluster, CREATEDB copies this database with CREATE DATABASE … TEMPLATE.
with recursive below (root, oid) as (
    select r.oid, r.oid from pg_roles r
        where r.rolname in ('operant_owner', 'operant_gateway', 'operant_aggregator', 'operant_migrator', 'operant_runtime',
        'operant_worker',
        'operant_signer', 'operant_operator', 'operant_support', 'operant_auditor', 'operant_analytics')
    union
    select b.root, m.member from below b join pg_auth_members m on m.roleid = b.oid
     -- From PostgreSQL 16 on, who made a role may hand it out, and has nothing of it himself.
     where coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true) or coalesce((to_jsonb(m) ->> 'set_option')::boolean, true))
select format('role %I', r.rolname) as object,
       format('is %s', attribute.name) as found,
       format('alter role %I no%s;', r.rolname, attribute.name) as mend
  from pg_roles r
 cross join lateral (values ('superuser', r.rolsuper), ('bypassrls', r.rolbypassrls), ('createrole', r.rolcreaterole),
                            ('createdb', r.rolcreatedb), ('replication', r.rolreplication)) attribute (name, has_it)
 where r.oid in (select b.oid from below b) and attribute.has_it
 order by 1, 2;
