-- A tenant table has no permissive policy but its own, and those of elevated roles for the classes of their purpose
--
-- Severity: error
-- Closes: O6 O7
-- Needs: relation tenancy.unscoped_table
-- Why: Permissive policies are ORed: a second one can only let more rows through. The restrictive twin still holds, and
--      must not become the only thing that does.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has the permissive policy %I for %s: using %s', p.polname,
              (select string_agg(case r when 0 then 'PUBLIC' else pg_get_userbyid(r) end, ', ') from unnest(p.polroles) r),
              coalesce(pg_get_expr(p.polqual, p.polrelid), 'nothing')) as found,
       format('drop policy %I on %I.%I;', p.polname, n.nspname, c.relname) as mend
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
 where p.polpermissive and p.polname not in ('tenant', 'operator_read', 'operator_delete') and n.nspname !~ '^pg_'
   -- What protect() writes for elevated roles, to the letter and where the class of the table is of their purpose,
   and not exists (
       select from tenancy.tenant_table t
        where (t.schema_name, t.table_name) = (n.nspname, c.relname) and not c.relispartition
          and (p.polname = 'support' and t.data_class in ('account', 'customer_data', 'telemetry', 'usage')
            or p.polname = 'auditor' and t.data_class in ('audit', 'billing'))
          and p.polcmd = 'r' and p.polroles = array[to_regrole('operant_' || p.polname)::oid]
          and pg_get_expr(p.polqual, p.polrelid) = format(
              '(customer_id = ( SELECT tenancy.elevated_customer(%L::text) AS elevated_customer))', 'operant_' || p.polname))
   -- and by which the database itself adds to the audit log, finds a Customer and its owners, learns whose rows are due, and
   -- that none is left of whom was erased, under the scope of that one.
   and not (p.polname = 'recorder'
        and ((n.nspname, c.relname, p.polcmd) = ('audit', 'entry', '*')
             or p.polcmd = 'r' and not c.relispartition and exists (
                 select from tenancy.tenant_table t where (t.schema_name, t.table_name) = (n.nspname, c.relname)))
        and p.polroles = array[to_regrole('operant_owner')::oid]
        and pg_get_expr(p.polqual, p.polrelid) = '(customer_id = ( SELECT tenancy.current_customer() AS current_customer))'
        and coalesce(pg_get_expr(p.polwithcheck, p.polrelid), pg_get_expr(p.polqual, p.polrelid)) = pg_get_expr(p.polqual, p.polrelid))
   -- and what an erasure replaces in what is kept: these values and no others, once the Customer may be erased.
   and not (p.polname = 'operator_pseudonymise' and p.polcmd = 'w' and not c.relispartition
        and array(select r from unnest(p.polroles) r order by r)
            = array(select r.oid from pg_roles r where r.rolname in ('operant_operator', 'operant_owner') order by r.oid)
        and pg_get_expr(p.polqual, p.polrelid)
            = '(customer_id = ( SELECT tenancy.deletable_customer(''customer_data''::text) AS deletable_customer))'
        and coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') = (
            select '((customer_id = ( SELECT tenancy.deletable_customer(''customer_data''::text) AS deletable_customer)) AND '
                   || string_agg(format('(%I = %L::text)', r.column_name, r.replacement), ' AND ' order by r.column_name) || ')'
              from tenancy.pseudonym_rule r where (r.schema_name, r.table_name) = (n.nspname, c.relname)))
   and not exists (select from tenancy.unscoped_table u where (u.schema_name, u.table_name) = (n.nspname, c.relname))
 order by 1, 2;
