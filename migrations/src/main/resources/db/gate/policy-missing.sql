-- Every tenant table has the permissive policy, its restrictive twin, the operator's two, the recorder's, and those that its class wants
--
-- Severity: error
-- Closes: O6 O7
-- Needs: relation tenancy.tenant_table
-- Why: Without the permissive one nobody sees anything; without the twin, the next permissive policy that somebody
--      adds by mistake opens the table. Without the operator's, erasing a Customer would leave its rows there. Without
--      the recorder's nobody learns who a Customer's owners are, that rows are due, or that some are left of an erased
--      one. Without that of support or auditors they see nothing of a table that is of their purpose, and take it for
--      empty.
select format('%I.%I', n.nspname, c.relname) as object,
       format('lacks the policy %I', wanted.name) as found,
       case when wanted.kind is null
            then format('select tenancy.%I(%L);', wanted.customer, format('%I.%I', n.nspname, c.relname))
            else format('create policy %I on %I.%I as %s using (customer_id = (select %s))%s;', wanted.name, n.nspname, c.relname,
                        wanted.kind, wanted.customer, case when wanted.kind like '% for all %'
                        then ' with check (customer_id = (select tenancy.current_customer()))' else '' end) end as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  cross join lateral (values
        ('tenant',       true, 'permissive for all to operant_runtime, pg_stat_scan_tables', 'tenancy.current_customer()'),
        ('tenant_fence', true, 'restrictive for all to public', 'tenancy.current_customer()'),
        ('operator_read', true, 'permissive for select to operant_operator',
         'tenancy.elevated_customer(''operant_operator'')'),
        ('operator_delete', true, 'permissive for delete to operant_operator, operant_owner',
         format('tenancy.deletable_customer(%L)', t.data_class)),
        ('support', t.data_class in ('account', 'customer_data', 'telemetry', 'usage') and not c.relispartition, null, 'open_to_purposes'),
        ('auditor', t.data_class in ('audit', 'billing') and not c.relispartition, null, 'open_to_purposes'),
        ('recorder', not c.relispartition, null, 'open_to_recorder'))
        wanted (name, is_wanted, kind, customer)
 where wanted.is_wanted
   and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = wanted.name
                      -- The first four are compared by policy-changed.
                      and (wanted.kind is not null or (p.polpermissive and p.polcmd in ('r', '*'))))
 order by 1, 2;
