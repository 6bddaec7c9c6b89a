-- Every tenant table has the permissive policy, its restrictive twin and the operator's two
--
-- Severity: error
-- Closes: O6 O7
-- Needs: relation tenancy.tenant_table
-- Why: Without the permissive one nobody sees anything; without the twin, the next permissive policy that somebody
--      adds by mistake opens the table; without the operator's, erasing a Customer would leave its rows there.
select format('%I.%I', n.nspname, c.relname) as object,
       format('lacks the policy %I', wanted.name) as found,
       format('create policy %I on %I.%I as %s using (customer_id = (select %s))%s;', wanted.name, n.nspname, c.relname,
              wanted.kind, wanted.customer, case when wanted.kind like '% for all %'
              then ' with check (customer_id = (select tenancy.current_customer()))' else '' end) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  cross join lateral (values
        ('tenant',       'permissive for all to operant_runtime', 'tenancy.current_customer()'),
        ('tenant_fence', 'restrictive for all to public',         'tenancy.current_customer()'),
        ('operator_read', 'permissive for select to operant_operator', 'tenancy.current_customer()'),
        ('operator_delete', 'permissive for delete to operant_operator',
         format('tenancy.deletable_customer(%L)', t.data_class))) wanted (name, kind, customer)
 where not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = wanted.name)
 order by 1, 2;
