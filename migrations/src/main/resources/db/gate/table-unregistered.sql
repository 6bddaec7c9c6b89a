-- Every table is protected, or says why it is none of a Customer's
--
-- Severity: error
-- Closes: O4 O5
-- Needs: relation tenancy.tenant_table
-- Needs: relation tenancy.unscoped_table
-- Why: A table that nobody has protected is open to whoever it is granted to: made by hand, by CREATE TABLE AS or
--      LIKE, which copy neither policies nor FORCE, or by a migration that forgot protect().
select format('%I.%I', n.nspname, c.relname) as object,
       'is in no register: neither protected nor listed in tenancy.unscoped_table' as found,
       case when a.attnum is null
            then format(E'-- unless it needs a customer_id:\ninsert into tenancy.unscoped_table values (%L, %L, ''why no Customer is in it'');',
                        n.nspname, c.relname)
            when not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary) or not a.attnotnull
            then format('-- a copy? drop it. Otherwise give it a primary key (customer_id, …), and then: select tenancy.protect(%L, …)',
                        format('%I.%I', n.nspname, c.relname))
            else format(E'-- say what class its data is of and how long rows are kept\nselect tenancy.protect(%L, ''customer_data'', ''as long as the Customer is active'');',
                        format('%I.%I', n.nspname, c.relname)) end as mend
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_attribute a on a.attrelid = c.oid and a.attname = 'customer_id' and not a.attisdropped
 where c.relkind in ('r', 'p') and c.relpersistence <> 't'
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
   and not exists (select from tenancy.tenant_table t where (t.schema_name, t.table_name) = (n.nspname, c.relname))
   and not exists (select from tenancy.unscoped_table u where (u.schema_name, u.table_name) = (n.nspname, c.relname))
 order by 1;
