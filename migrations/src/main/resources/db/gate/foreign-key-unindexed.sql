-- Every cascading foreign key of a tenant table has an index that begins with two of its columns
--
-- Severity: advice
-- Needs: relation tenancy.tenant_table
-- Why: Deleting the parent, or erasing a Customer, otherwise reads the whole child table once for each row, and holds
--      locks meanwhile.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has no index for %I: %s', f.conname, pg_get_constraintdef(f.oid)) as found,
       format('create index on %I.%I (%s);', n.nspname, c.relname, (
              select string_agg(quote_ident(a.attname), ', ' order by m.place)
                  from unnest(f.conkey) with ordinality m (attnum, place)
                join pg_attribute a on a.attrelid = c.oid and a.attnum = m.attnum)) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_constraint f on f.conrelid = c.oid and f.contype = 'f' and f.conparentid = 0
  join pg_class r on r.oid = f.confrelid
  join pg_namespace rn on rn.oid = r.relnamespace
 where f.confdeltype = 'c'
   and not exists (select from pg_index i where i.indrelid = c.oid and i.indisvalid and i.indpred is null
                      and i.indkey[0:least(cardinality(f.conkey), 2) - 1]::int2[] <@ f.conkey)
   and not exists (select from pg_inherits h where h.inhrelid = c.oid)
 order by 1, 2;
