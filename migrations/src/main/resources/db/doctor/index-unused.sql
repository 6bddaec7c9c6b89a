-- Every index is used
--
-- Severity: advice
-- Why: It costs each insert, and each update of its columns, and memory. Look at the standbys as well before you drop it.
select format('%I.%I', u.schemaname, u.indexrelname) as object,
       format('of %I.%I was never used, while %s rows were written and the table was read %s times', u.schemaname, u.relname,
              t.n_tup_ins + t.n_tup_upd, t.seq_scan + t.idx_scan) as found,
       format('drop index concurrently %I.%I;', u.schemaname, u.indexrelname) as mend
  from pg_stat_user_indexes u
  join pg_stat_user_tables t on t.relid = u.relid
  join pg_index i on i.indexrelid = u.indexrelid
 where u.idx_scan = 0 and not i.indisunique and t.n_tup_ins + t.n_tup_upd > 100000
   -- An index of a foreign key is read when a parent is deleted, which may be once a year.
   and not exists (select from pg_constraint f where f.conrelid = i.indrelid and f.contype = 'f'
                      and i.indkey[0:least(cardinality(f.conkey), 2) - 1]::int2[] <@ f.conkey)
 order by 1;
