-- The server's log holds no parameters
--
-- Severity: advice
-- Closes: C10 K3
-- Why: A statement's parameters are Customers' data, and the first one is a token that is good for minutes. Whoever
--      reads the log reads them, and logs are kept, shipped and searched.
select s.name as object,
       format('is %s', s.reset_val) as found,
       format(E'alter system set %s = %L;\nselect pg_reload_conf();', s.name, must.be) as mend
  from pg_settings s
  join (values ('log_parameter_max_length', '0'), ('log_parameter_max_length_on_error', '0'),
      ('auto_explain.log_parameter_max_length', '0'),
               ('debug_print_parse', 'off'), ('debug_print_rewritten', 'off'), ('debug_print_plan', 'off')) must (name,
                   be) on must.name = s.name
 where s.reset_val <> must.be
   -- The length counts where statements are logged at all.
   and (s.name <> 'log_parameter_max_length'
        or exists (select from pg_settings l
                    where l.name = 'log_statement' and l.reset_val <> 'none' or l.name = 'log_duration' and l.reset_val = 'on'
                       or l.name in ('log_min_duration_statement', 'log_min_duration_sample') and l.reset_val <> '-1'
                       or l.name in ('log_statement_sample_rate', 'log_transaction_sample_rate') and l.reset_val::numeric > 0
                          and (l.name = 'log_transaction_sample_rate'
                              or exists (select from pg_settings m
                              where m.name = 'log_min_duration_sample' and m.reset_val <> '-1'))))
 order by 1;
