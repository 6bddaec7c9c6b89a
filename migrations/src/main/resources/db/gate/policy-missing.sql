-- Every tenant table has the permissive policy and its restrictive twin
--
-- Severity: error
-- Closes: O6 O7
-- Needs: relation tenancy.tenant_table
-- Why: Without the permissive one nobody sees anything; without the twin, the next permissive policy that somebody
--      adds by mistake opens the table.
select format('%I.%I', n.nspname, c.relname) as object,
       format('lacks the policy %I', wanted.name) as found,
       format('create policy %I on %I.%I as %s using (customer_id = (select tenancy.current_customer())) with check (customer_id = (select tenancy.current_customer()));',
              wanted.name, n.nspname, c.relname, wanted.kind) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  cross join lateral (values
        ('tenant',       true,  array['operant_runtime'], 'permissive for all to operant_runtime'),
        ('tenant_fence', false, array['PUBLIC'],          'restrictive for all to public')) wanted (name, permissive, roles, kind)
  left join lateral (
        select p.polpermissive, p.polcmd,
               array(select case r when 0 then 'PUBLIC' else pg_get_userbyid(r)::text end from unnest(p.polroles) r
                   order by 1) as roles,
               pg_get_expr(p.polqual, p.polrelid) as using_it, pg_get_expr(p.polwithcheck, p.polrelid) as checking
          from pg_policy p where p.polrelid = c.oid and p.polname = wanted.name) is_so on true
 where is_so.polcmd is null
 order by 1, 2;
