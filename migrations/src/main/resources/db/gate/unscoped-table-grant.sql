-- A table without a Customer is at most read by those who serve requests
--
-- Severity: error
-- Closes: C10 G1 R6
-- Needs: relation tenancy.unscoped_table
-- Why: What one Customer's session writes into a table that all share, another one reads. The signing keys, the
--      gateway and the aggregates are for the functions of their owner alone, and so is any other such table that has a
--      customer_id: no policy says whose rows are whose there.
with granted as (
    select c.oid, c.relowner, n.nspname, c.relname, null::name as attname, a.grantee, lower(a.privilege_type) as privilege
      from tenancy.unscoped_table t
      join pg_namespace n on n.nspname = t.schema_name
      join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
     cross join lateral aclexplode(c.relacl) a
    union all
    select c.oid, c.relowner, n.nspname, c.relname, k.attname, a.grantee, lower(a.privilege_type)
      from tenancy.unscoped_table t
      join pg_namespace n on n.nspname = t.schema_name
      join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
      join pg_attribute k on k.attrelid = c.oid and not k.attisdropped
     cross join lateral aclexplode(k.attacl) a)
select format('%I.%I', g.nspname, g.relname) as object,
       format('grants %s%s to %s', g.privilege, ' (' || quote_ident(g.attname) || ')',
           coalesce(nullif(g.grantee, 0)::regrole::text, 'PUBLIC')) as found,
       format('revoke %s%s on %I.%I from %s;', g.privilege, ' (' || quote_ident(g.attname) || ')', g.nspname, g.relname,
           coalesce(nullif(g.grantee, 0)::regrole::text, 'public')) as mend
  from granted g
 where g.grantee <> g.relowner
   and not case
       -- The operator sets how often something may be tried.
       when (g.nspname, g.relname) = ('gateway', 'attempt_limit') then pg_get_userbyid(g.grantee) = 'operant_operator'
           and g.privilege in ('select', 'update')
       when g.nspname in ('gateway', 'analytics')
           or (g.nspname, g.relname) in (('tenancy', 'signing_key'), ('tenancy', 'vouched_function'))
           or exists (select from pg_attribute a where a.attrelid = g.oid and a.attname = 'customer_id') then false
       when pg_get_userbyid(g.grantee) in ('operant_runtime', 'operant_worker') then g.privilege = 'select'
       when pg_get_userbyid(g.grantee) in ('operant_operator', 'operant_support', 'operant_auditor', 'operant_analytics')
       then g.privilege in ('select', 'insert', 'update', 'delete')
       else false end
 order by 1, 2;
