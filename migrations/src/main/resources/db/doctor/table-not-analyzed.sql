-- The planner knows every large table
--
-- Severity: advice
-- Why: After a restore or an upgrade there are no statistics, and plans are guesses, until somebody runs ANALYZE.
select format('%I.%I', t.schemaname, t.relname) as object,
       format('has %s rows and was never analyzed', t.n_live_tup) as found,
       format('analyze %I.%I;', t.schemaname, t.relname) as mend
  from pg_stat_user_tables t
 where t.n_live_tup > 10000 and t.last_analyze is null and t.last_autoanalyze is null
 order by t.n_live_tup desc;
