-- Foreign keys of tenant tables cascade, or do nothing
--
-- Severity: error
-- Closes: K2
-- Needs: relation tenancy.tenant_table
-- Why: SET NULL and SET DEFAULT write a value into customer_id or next to it, past every policy, and leave a row that
--      is nobody's; RESTRICT fails before the same statement can delete the child.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has %I: %s', f.conname, pg_get_constraintdef(f.oid)) as found,
       format('alter table %I.%I drop constraint %I;', n.nspname, c.relname, f.conname) || E'\n'
           || format('alter table %I.%I add constraint %I %s;', n.nspname, c.relname, f.conname,
              regexp_replace(pg_get_constraintdef(f.oid), ' ON (DELETE|UPDATE) (SET NULL|SET DEFAULT|RESTRICT)( \([^)]*\))?', '',
                  'g')) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_constraint f on f.conrelid = c.oid and f.contype = 'f' and f.conparentid = 0
  join pg_class r on r.oid = f.confrelid
  join pg_namespace rn on rn.oid = r.relnamespace
 where f.confdeltype not in ('a', 'c') or f.confupdtype not in ('a', 'c')
 order by 1, 2;
