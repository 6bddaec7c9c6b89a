-- The server's log is not verbose
--
-- Severity: advice
-- Closes: K3
-- Why: verbose adds where in the server's source an error arose, and nothing that helps who reads it; messages and
--      details may quote values.
select s.name as object,
       format('is %s', s.reset_val) as found,
       format(E'alter system reset %s;\nselect pg_reload_conf();', s.name) as mend
  from pg_settings s
 where s.name = 'log_error_verbosity' and s.reset_val = 'verbose';
