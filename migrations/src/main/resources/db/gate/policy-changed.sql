-- The policies of a tenant table are exactly what protect() wrote
--
-- Severity: error
-- Closes: O7 C12
-- Needs: relation tenancy.tenant_table
-- Why: One word is enough: OR true, another function, a WITH CHECK that lets rows be written for others, a policy for
--      some commands only, or for a role that requests don't run as. Without the predefined role, one DROP OWNED BY
--      of any login locks every Customer out. The condition is compared as PostgreSQL prints it, with its sub-select,
--      which makes it one question a statement instead of one a row.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has the policy %I as %s for %s to %s using %s with check %s', wanted.name,
              case when is_so.polpermissive then 'permissive' else 'restrictive' end,
              case is_so.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                  else 'delete' end,
              array_to_string(is_so.roles, ', '), coalesce(is_so.using_it, 'nothing'),
                  coalesce(is_so.checking, 'nothing')) as found,
       format(E'drop policy %I on %I.%I;\n', wanted.name, n.nspname, c.relname) ||
       format('create policy %I on %I.%I as %s using (customer_id = (select %s))%s;', wanted.name, n.nspname, c.relname,
              wanted.kind, wanted.customer, case when wanted.cmd = '*'
              then ' with check (customer_id = (select tenancy.current_customer()))' else '' end) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  cross join lateral (values
        ('tenant',       true,  '*', array['operant_runtime', 'pg_stat_scan_tables'],
         'permissive for all to operant_runtime, pg_stat_scan_tables',
         'tenancy.current_customer()', ' AS current_customer'),
        ('tenant_fence', false, '*', array['PUBLIC'],          'restrictive for all to public',
         'tenancy.current_customer()', ' AS current_customer'),
        ('operator_read', true, 'r', array['operant_operator'], 'permissive for select to operant_operator',
         'tenancy.elevated_customer(''operant_operator''::text)', ' AS elevated_customer'),
        ('operator_delete', true, 'd', array['operant_operator', 'operant_owner'],
         'permissive for delete to operant_operator, operant_owner',
         format('tenancy.deletable_customer(%L::text)', t.data_class), ' AS deletable_customer')) wanted (name, permissive, cmd, roles, kind, customer, alias)
  left join lateral (
        select p.polpermissive, p.polcmd,
               array(select case r when 0 then 'PUBLIC' else pg_get_userbyid(r)::text end from unnest(p.polroles) r
                   order by 1) as roles,
               pg_get_expr(p.polqual, p.polrelid) as using_it, pg_get_expr(p.polwithcheck, p.polrelid) as checking
          from pg_policy p where p.polrelid = c.oid and p.polname = wanted.name) is_so on true
  -- Citus can't have a sub-select in a policy; protect() writes the bare call there.
  cross join lateral (select case when exists (select from pg_extension where extname = 'citus')
                                  then format('(customer_id = %s)', wanted.customer)
                                  else format('(customer_id = ( SELECT %s%s))', wanted.customer, wanted.alias) end) must (be)
 where (is_so.polpermissive, is_so.polcmd, is_so.roles, is_so.using_it, is_so.checking)
       is distinct from (wanted.permissive, wanted.cmd::"char", wanted.roles, must.be,
                         case when wanted.cmd = '*' then must.be end)
   and is_so.polcmd is not null
 order by 1, 2;
