-- Every tenant table has the permissive policy, its restrictive twin, and the elevated roles' for the class of its data
--
-- Severity: error
-- Closes: O6 O7
-- Needs: relation tenancy.tenant_table
-- Why: Without the permissive one nobody sees anything; without the twin, the next permissive policy that somebody
--      adds by mistake opens the table. Without that of support or auditors they see nothing of a table that is of their
--      purpose, and take it for empty.
select format('%I.%I', n.nspname, c.relname) as object,
       format('lacks the policy %I', wanted.name) as found,
       case when wanted.name in ('tenant', 'tenant_fence')
            then format('create policy %I on %I.%I as %s using (customer_id = (select tenancy.current_customer())) with check (customer_id = (select tenancy.current_customer()));',
                        wanted.name, n.nspname, c.relname, wanted.kind)
            else format('select tenancy.open_to_purposes(%L);', format('%I.%I', n.nspname, c.relname)) end as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  cross join lateral (values
        ('tenant',       'permissive for all to operant_runtime', true),
        ('tenant_fence', 'restrictive for all to public',         true),
        ('support',      'permissive for select',
         t.data_class in ('account', 'customer_data', 'telemetry', 'usage') and not c.relispartition),
        ('auditor',      'permissive for select',
         t.data_class in ('audit', 'billing') and not c.relispartition)) wanted (name, kind, is_wanted)
 where wanted.is_wanted
   and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = wanted.name
                      -- The first two are compared by policy-changed.
                      and (wanted.name like 'tenant%' or (p.polpermissive and p.polcmd = 'r')))
 order by 1, 2;
