-- The server doesn't log every statement
--
-- Severity: advice
-- Why: A statement that somebody types holds Customers' values in its text, and the log keeps them, and ships them.
--      The layer's own statements hold none, so it is the administrator's that leak.
select s.name as object,
       format('is %s', s.reset_val) as found,
       format(E'alter system set %s = %L;\nselect pg_reload_conf();', s.name, must.be) as mend
  from pg_settings s
  join (values ('log_statement', 'ddl', '^(mod|all)$'), ('log_min_duration_statement', '5s', '^0$'),
               ('log_min_error_statement', 'error', '^(debug.|info|notice)$'),
               ('log_min_messages', 'warning', '^debug')) must (name, be, wrong) on must.name = s.name
 where s.reset_val ~ must.wrong
 order by 1;
