-- What the cluster lacks of the roles that db/bootstrap/1_roles.sql makes, and what is otherwise there. Changes
-- nothing; any login may ask.
--
-- missing: the bootstrap makes it. foreign: somebody else has made it otherwise; the bootstrap leaves it as it is, and
-- doesn't begin. A role that it has made says so in its comment.
with wanted (role, signs_in) as (values
    ('operant_owner', false), ('operant_gateway', false), ('operant_aggregator', false), ('operant_migrator', true),
    ('operant_runtime', false), ('operant_worker', false), ('operant_signer', true), ('operant_operator', true),
    ('operant_support', true), ('operant_auditor', true), ('operant_analytics', true)),
membership (of_role, member) as (values
    ('operant_owner', 'operant_migrator'), ('operant_runtime', 'operant_worker'), ('operant_gateway', 'operant_owner'),
    ('operant_aggregator', 'operant_owner')),
there as (
    select r.*, w.signs_in, coalesce(shobj_description(r.oid, 'pg_authid') like 'Operant: %', false) as is_ours
      from wanted w join pg_catalog.pg_roles r on r.rolname = w.role)
select 'missing' as kind, format('role %I', w.role) as object, 'does not exist' as found,
       format('create role %I %s nosuperuser nobypassrls nocreatedb nocreaterole noreplication;', w.role,
              case when w.signs_in then 'login' else 'nologin' end) as mend
  from wanted w where w.role not in (select t.rolname from there t)
union all
select 'foreign', format('role %I', t.rolname), 'exists, but ' || a.found,
       format('alter role %I %s;', t.rolname, a.mend)
  from there t
 cross join lateral (values
       (t.rolsuper, 'is superuser', 'nosuperuser'), (t.rolbypassrls, 'has BYPASSRLS', 'nobypassrls'),
       (t.rolcreaterole, 'has CREATEROLE', 'nocreaterole'), (t.rolcreatedb, 'has CREATEDB', 'nocreatedb'),
       (t.rolreplication, 'has REPLICATION', 'noreplication'),
       (t.rolcanlogin and not t.signs_in, 'may sign in', 'nologin'),
       (t.signs_in and not t.rolcanlogin, 'may not sign in', 'login'),
       (not t.rolinherit, 'has NOINHERIT', 'inherit')) a (is_so, found, mend)
 where a.is_so
union all
select case when member.is_ours and grp.is_ours then 'missing' else 'foreign' end, format('role %I', m.member),
       format('is no member of %I', m.of_role), format('grant %I to %I;', m.of_role, m.member)
  from membership m
  join there member on member.rolname = m.member
  join there grp on grp.rolname = m.of_role
 where not pg_has_role(member.oid, grp.oid, 'member')
union all
-- Where nobody can grant it, the gate advises.
select 'missing', 'role operant_runtime', 'is no member of pg_stat_scan_tables',
       'grant pg_stat_scan_tables to operant_runtime;'
  from there t
 where t.rolname = 'operant_runtime' and t.is_ours and not pg_has_role(t.oid, 'pg_stat_scan_tables', 'member')
   and pg_has_role(current_user, 'pg_stat_scan_tables', 'usage with admin option')
union all
select 'foreign', format('role %I', member.rolname), format('is a member of %I', grp.rolname),
       format('revoke %I from %I;', grp.rolname, member.rolname)
  from pg_catalog.pg_auth_members a
  join there member on member.oid = a.member
  join pg_catalog.pg_roles grp on grp.oid = a.roleid
 where (grp.rolname, member.rolname) not in (select m.of_role, m.member from membership m)
   and (grp.rolname, member.rolname) <> ('pg_stat_scan_tables', 'operant_runtime')
   -- From PostgreSQL 16 on, a membership can be nothing but the right to hand out the role.
   and (coalesce((to_jsonb(a) ->> 'inherit_option')::boolean, true)
        or coalesce((to_jsonb(a) ->> 'set_option')::boolean, true))
 order by 1, 2, 3;
