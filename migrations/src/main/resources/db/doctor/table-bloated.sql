-- No table is full of dead rows
--
-- Severity: advice
-- Why: Every read walks past them. It means that autovacuum is too slow for the table, or that something keeps them.
select format('%I.%I', t.schemaname, t.relname) as object,
       format('has %s dead rows beside %s live ones; it was vacuumed %s', t.n_dead_tup, t.n_live_tup,
              coalesce(date_trunc('second', greatest(t.last_vacuum, t.last_autovacuum))::text, 'never')) as found,
       format('vacuum (analyze) %I.%I;', t.schemaname, t.relname) as mend
  from pg_stat_user_tables t
 where t.n_dead_tup > 10000 and t.n_dead_tup > 0.5 * t.n_live_tup
 order by t.n_dead_tup desc;
