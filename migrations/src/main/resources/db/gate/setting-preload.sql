-- No library is loaded into sessions but those that are known to keep quiet
--
-- Severity: advice
-- Closes: K3
-- Needs: setting session_preload_libraries
-- Needs: setting shared_preload_libraries
-- Why: A preloaded library sees every statement and its parameters, and may write them anywhere: auto_explain and
--      pg_stat_monitor do. Whoever may set the list runs code in every session.
select s.name as object,
       format('loads %s', library.name) as found,
       case when s.context = 'postmaster' then format('-- take it out of %s in postgresql.conf, and restart', s.name)
            else format(E'alter system reset %s;\nselect pg_reload_conf();', s.name) end as mend
  from pg_settings s
 cross join lateral regexp_split_to_table(s.reset_val, ' *, *') library (name)
 where s.name in ('shared_preload_libraries', 'session_preload_libraries', 'local_preload_libraries')
   and library.name not in ('', 'pgaudit', 'citus', 'passwordcheck', 'auth_delay', 'credcheck', 'set_user')
 order by 1, 2;
