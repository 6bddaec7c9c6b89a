-- Every foreign key of a tenant table leads with customer_id on both sides
--
-- Severity: error
-- Closes: K2
-- Needs: relation tenancy.tenant_table
-- Why: PostgreSQL's own check of a foreign key sees every row. One that doesn't compare the Customer accepts another
--      Customer's parent, tells that it exists, and deletes rows of one Customer when another deletes its own.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has %I: %s', f.conname, pg_get_constraintdef(f.oid)) as found,
       E'-- and make it again as foreign key (customer_id, …) references … (customer_id, …)\n'
           || format('alter table %I.%I drop constraint %I;', n.nspname, c.relname, f.conname) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_constraint f on f.conrelid = c.oid and f.contype = 'f' and f.conparentid = 0
  join pg_class r on r.oid = f.confrelid
  join pg_namespace rn on rn.oid = r.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum = f.conkey[1]
  join pg_attribute b on b.attrelid = r.oid and b.attnum = f.confkey[1]
 where a.attname <> 'customer_id' or b.attname <> 'customer_id'
 order by 1, 2;
