-- Transaction ids don't run out
--
-- Severity: error
-- Why: VACUUM can't freeze old rows as long as something holds them, and when two thousand million ids are used the
--      server refuses to write.
select format('database %I', d.datname) as object,
       format('has used %s ids since it was frozen, of 2147 million, and autovacuum_freeze_max_age is %s', age(d.datfrozenxid),
              current_setting('autovacuum_freeze_max_age')) as found,
       format(E'-- end what holds old rows: long and prepared transactions, slots. Then, in database %I:\nvacuum (freeze, verbose);',
              d.datname) as mend
  from pg_database d
 where d.datallowconn
   and age(d.datfrozenxid) > least(1.3 * current_setting('autovacuum_freeze_max_age')::numeric, 1000000000)
 order by age(d.datfrozenxid) desc;
