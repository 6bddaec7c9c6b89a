-- The catalogue as lines of text that hold no oid, time or name of the database, so that two databases with the same
-- objects give the same lines: relations, columns, constraints, indexes, policies, triggers, functions, grants, roles.
-- Read with search_path = pg_catalog, so that every name has its schema. Logins of operant_* roles, which each
-- installation names as it likes, are left out; superusers are one.
with role as (
    select r.oid, case when r.rolsuper then '<superuser>' else quote_ident(r.rolname) end as name
      from pg_roles r
),
own as (
    select n.oid, quote_ident(n.nspname) as name, n.nspacl, n.nspowner
      from pg_namespace n
     where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
),
granted (object, acl) as (
    select 'schema ' || name, nspacl from own
    union all
    select 'relation ' || c.oid::regclass, c.relacl from pg_class c join own on own.oid = c.relnamespace
    union all
    select 'column ' || c.oid::regclass || '.' || quote_ident(a.attname), a.attacl
      from pg_attribute a join pg_class c on c.oid = a.attrelid join own on own.oid = c.relnamespace
     where a.attnum > 0 and not a.attisdropped
    union all
    -- PostgreSQL's own functions as well: what the hardening has revoked.
    select 'function ' || p.oid::regprocedure, p.proacl from pg_proc p
     where p.proacl is not null or p.pronamespace in (select oid from own)
    union all
    select 'database', d.datacl from pg_database d where d.datname = current_database()
    union all
    select 'language ' || l.lanname, l.lanacl from pg_language l
    union all
    select 'default ' || d.defaclobjtype::text || ' of ' || coalesce(o.name, '?') || ' in '
           || coalesce(d.defaclnamespace::regnamespace::text, '-'), d.defaclacl
      from pg_default_acl d left join role o on o.oid = d.defaclrole
)
select 'schema ' || own.name || ' owner ' || coalesce(role.name, '?')
  from own left join role on role.oid = own.nspowner
union all
select 'relation ' || c.oid::regclass || ' kind ' || c.relkind::text || ' owner ' || coalesce(role.name, '?')
       || ' rls ' || c.relrowsecurity || ' forced ' || c.relforcerowsecurity || ' persistence ' || c.relpersistence::text
       || ' options ' || coalesce(c.reloptions::text, '-') || ' partition ' || coalesce(pg_get_expr(c.relpartbound, c.oid), '-')
  from pg_class c join own on own.oid = c.relnamespace left join role on role.oid = c.relowner
 where c.relkind not in ('i', 'I', 't')
union all
select 'view ' || c.oid::regclass || ' ' || pg_get_viewdef(c.oid)
  from pg_class c join own on own.oid = c.relnamespace
 where c.relkind in ('v', 'm')
union all
select 'column ' || c.oid::regclass || '.' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
       || ' not null ' || a.attnotnull || ' identity ' || coalesce(nullif(a.attidentity::text, ''), '-')
       || ' generated ' || coalesce(nullif(a.attgenerated::text, ''), '-')
       || ' default ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '-')
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join own on own.oid = c.relnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where a.attnum > 0 and not a.attisdropped and c.relkind not in ('i', 'I', 't')
union all
select 'constraint ' || coalesce(nullif(k.conrelid, 0)::regclass::text, nullif(k.contypid, 0)::regtype::text, '-') || ' '
       || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid) || ' validated ' || k.convalidated
  from pg_constraint k join own on own.oid = k.connamespace
union all
select 'index ' || pg_get_indexdef(i.indexrelid) || ' valid ' || i.indisvalid
  from pg_index i join pg_class c on c.oid = i.indrelid join own on own.oid = c.relnamespace
union all
select 'policy ' || p.polrelid::regclass || ' ' || quote_ident(p.polname) || ' command ' || p.polcmd::text
       || ' permissive ' || p.polpermissive || ' to '
       || (select string_agg(coalesce(role.name, 'public'), ',' order by role.name)
             from unnest(p.polroles) r (oid) left join role on role.oid = r.oid)
       || ' using ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '-')
       || ' check ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '-')
  from pg_policy p join pg_class c on c.oid = p.polrelid join own on own.oid = c.relnamespace
union all
select 'trigger ' || pg_get_triggerdef(t.oid) || ' enabled ' || t.tgenabled::text
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join own on own.oid = c.relnamespace
 where not t.tgisinternal
union all
select 'rule ' || pg_get_ruledef(r.oid)
  from pg_rewrite r join pg_class c on c.oid = r.ev_class join own on own.oid = c.relnamespace
 where r.rulename <> '_RETURN'
union all
select 'function ' || p.oid::regprocedure || ' owner ' || coalesce(role.name, '?') || ' definer ' || p.prosecdef
       || ' volatility ' || p.provolatile::text || ' leakproof ' || p.proleakproof || ' settings '
       || coalesce(p.proconfig::text, '-') || ' source sha256 '
       || encode(sha256(convert_to(case when p.prokind = 'a' then p.prosrc else pg_get_functiondef(p.oid) end, 'UTF8')), 'hex')
  from pg_proc p join own on own.oid = p.pronamespace left join role on role.oid = p.proowner
union all
select 'grant on ' || granted.object || ' to ' || case when g.grantee = 0 then 'public' else coalesce(role.name, '?') end
       || ' ' || string_agg(g.privilege_type || case when g.is_grantable then ' with grant option' else '' end, ', '
                            order by g.privilege_type, g.is_grantable)
  from granted
 cross join aclexplode(granted.acl) g
  left join role on role.oid = g.grantee
  left join pg_roles r on r.oid = g.grantee
 where not coalesce(r.rolcanlogin and not r.rolsuper, false)
 group by granted.object, g.grantee, role.name
union all
select 'extension ' || quote_ident(e.extname) || ' ' || e.extversion from pg_extension e
union all
select 'event trigger ' || quote_ident(e.evtname) || ' ' || e.evtfoid::regprocedure from pg_event_trigger e
union all
select 'publication ' || quote_ident(p.pubname) from pg_publication p
union all
select 'role ' || role.name || ' superuser ' || r.rolsuper || ' bypassrls ' || r.rolbypassrls || ' createrole '
       || r.rolcreaterole || ' createdb ' || r.rolcreatedb || ' replication ' || r.rolreplication || ' login '
       || r.rolcanlogin || ' settings ' || coalesce(r.rolconfig::text, '-')
  from pg_roles r join role on role.oid = r.oid
 where r.rolname like 'operant\_%' and (not r.rolcanlogin or r.rolname = 'operant_migrator')
union all
select 'member ' || member.name || ' of ' || role.name
  from pg_auth_members m
  join pg_roles r on r.oid = m.member
  join role member on member.oid = m.member
  join role on role.oid = m.roleid
 where r.rolname like 'operant\_%' and (not r.rolcanlogin or r.rolname = 'operant_migrator')
