-- The server runs with the settings that its files say
--
-- Severity: advice
-- Why: What waits for a restart comes into force at the worst moment: after a crash.
select s.name as object,
       format('is %s until the server is restarted', s.setting) as found,
       '-- restart the server when it suits you' as mend
  from pg_settings s
 where s.pending_restart
 order by 1;
