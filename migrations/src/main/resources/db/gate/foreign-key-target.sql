-- Foreign keys lead from tenant table to tenant table, and never between those and others
--
-- Severity: error
-- Closes: K2
-- Needs: relation tenancy.tenant_table
-- Why: From a table without a Customer, a key on a tenant table tells whoever may write there which rows exist, of all
--      Customers. From a tenant table, a key on a shared table makes every Customer's writes wait for its locks, and
--      its deletion reach into their rows.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has %I, which leads %s', f.conname,
              case when r.oid is null then 'nowhere'
                   when ct.table_name is null then format('from a table without a Customer to the tenant table %I.%I', rn.nspname,
                       r.relname)
                   else format('to %I.%I, which is no tenant table', rn.nspname, r.relname) end) as found,
       format('alter table %I.%I drop constraint %I;', n.nspname, c.relname, f.conname) as mend
  from pg_constraint f
  join pg_class c on c.oid = f.conrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_class r on r.oid = f.confrelid
  join pg_namespace rn on rn.oid = r.relnamespace
  left join tenancy.tenant_table ct on (ct.schema_name, ct.table_name) = (n.nspname, c.relname)
  left join tenancy.tenant_table rt on (rt.schema_name, rt.table_name) = (rn.nspname, r.relname)
 where f.contype = 'f' and f.conparentid = 0 and (ct.table_name is null) <> (rt.table_name is null)
 order by 1, 2;
