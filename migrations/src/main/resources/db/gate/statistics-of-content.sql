-- The planner keeps no statistics of what people wrote into a tenant table
--
-- Severity: error
-- Closes: S1
-- Needs: relation tenancy.vocabulary_column
-- Why: Statistics are values of all Customers together. Nobody reads them, but the estimates of EXPLAIN tell whether a
--      guessed value is among them, and by bisection what they are. Numbers, times, identifiers, literals that a CHECK
--      lists, and what tenancy.vocabulary() names aren't concerned. What ANALYZE has kept already stays until a
--      superuser deletes it from pg_statistic.
select format('%I.%I', n.nspname, c.relname) as object,
       case when i.indexrelid is null then format('keeps statistics of the column %I', a.attname)
            else format('keeps statistics of the expression %s of the index %I',
                        pg_get_indexdef(i.indexrelid, a.attnum, true), x.relname) end as found,
       format('select tenancy.forget_content(%L);', format('%I.%I', n.nspname, c.relname)) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_class x on x.oid = c.oid or exists (select from pg_index i where i.indrelid = c.oid and i.indexrelid = x.oid)
  left join pg_index i on i.indexrelid = x.oid
  join pg_attribute a on a.attrelid = x.oid and a.attnum > 0 and not a.attisdropped
  join pg_type y on y.oid = a.atttypid
  left join pg_type b on b.oid = y.typbasetype
 where coalesce(a.attstattarget, -1) <> 0
   -- the same as in tenancy.content_columns()
   and (i.indexrelid is null or i.indkey[a.attnum - 1] = 0)
   and y.typtype <> 'e' and coalesce(b.typname, y.typname) !~
       '^(uuid|bool|int[248]|numeric|float[48]|date|time|timetz|timestamp|timestamptz|interval)$'
   and not exists (select from tenancy.vocabulary_column v
                     join pg_class root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
                    where i.indexrelid is null
                      and (v.schema_name, v.table_name, v.column_name)
                          = (root.relnamespace::regnamespace::name, root.relname, a.attname))
   and not exists (select from pg_constraint k
                    where k.conrelid = x.oid and k.contype = 'c' and k.conkey = array[a.attnum]
                      and pg_get_constraintdef(k.oid) ~
                          '^CHECK \(\(\w+ = ANY \(ARRAY\[''([^'']|'''')*''::[a-z]+(, ''([^'']|'''')*''::[a-z]+)*\]\)\)\)')
 order by 1, 2;
