-- The functions of the layer as the migrations have made them, as the list in db/gate/function-changed.sql.
select string_agg(format('    (%L, %L, %L, $definition$%s$definition$)', signature, owner, granted, definition), E',\n' order by signature)
  from (select p.oid::regprocedure::text as signature, pg_get_userbyid(p.proowner) as owner,
               coalesce((select string_agg(case g.grantee when 0 then 'public' else pg_get_userbyid(g.grantee)::text end, ', ' order by 1)
                           from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g where g.grantee <> p.proowner), '') as granted,
               trim(trailing E'\n' from pg_get_functiondef(p.oid)) as definition
          from pg_proc p
          join pg_namespace n on n.oid = p.pronamespace
         where n.nspname in ('tenancy', 'gateway', 'audit', 'panel', 'stage', 'relay', 'quoting', 'agent', 'usage', 'analytics', 'privacy', 'support')) f;
