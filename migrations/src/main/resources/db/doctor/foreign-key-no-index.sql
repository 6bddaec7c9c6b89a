-- Every foreign key has an index
--
-- Severity: advice
-- Why: Deleting or moving a parent reads the whole child table once for each row, and holds locks meanwhile.
select f.conrelid::regclass::text as object,
       format('has no index for %I: %s', f.conname, pg_get_constraintdef(f.oid)) as found,
       format('create index concurrently on %s (%s);', f.conrelid::regclass,
              (select string_agg(quote_ident(a.attname), ', ' order by m.place)
                 from unnest(f.conkey) with ordinality m (attnum, place)
                 join pg_attribute a on a.attrelid = f.conrelid and a.attnum = m.attnum)) as mend
  from pg_constraint f
  join pg_class c on c.oid = f.conrelid
 where f.contype = 'f' and f.conparentid = 0
   -- Two of its columns are enough, as the first is the Customer and the second tells the row.
   and not exists (select from pg_index i where i.indrelid = f.conrelid and i.indisvalid and i.indpred is null
                      and i.indkey[0:least(cardinality(f.conkey), 2) - 1]::int2[] <@ f.conkey)
   -- A parent that the layer never deletes alone, in a table of a few rows, needs none.
   and c.reltuples > 1000
 order by 1, 2;
