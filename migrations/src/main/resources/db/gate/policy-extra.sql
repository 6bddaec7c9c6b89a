-- A tenant table has no permissive policy but its own
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
   -- Operators' jobs say in the Customer's own audit chain what they do.
   and (n.nspname, c.relname, p.polname, p.polcmd, pg_get_expr(p.polwithcheck, p.polrelid)) is distinct from
       ('audit', 'entry', 'operator_record', 'a', '(customer_id = ( SELECT tenancy.current_customer() AS current_customer))')
   and not exists (select from tenancy.unscoped_table u where (u.schema_name, u.table_name) = (n.nspname, c.relname))
 order by 1, 2;
