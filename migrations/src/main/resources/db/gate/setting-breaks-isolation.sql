-- No setting of the server changes what policies and keys hold
--
-- Severity: error
-- Closes: K2 R3 X1
-- Why: Foreign keys are triggers, and session_replication_role switches them off; with row_security off every query of
--      a tenant table fails; lo_compat_privileges opens all large objects; without standard_conforming_strings a
--      quoted value can end its own quotes.
select s.name as object,
       format('is %s', s.reset_val) as found,
       format(E'alter system reset %s;\nselect pg_reload_conf();', s.name) as mend
  from pg_settings s
  join (values ('session_replication_role', 'origin'), ('row_security', 'on'), ('lo_compat_privileges', 'off'),
               ('standard_conforming_strings', 'on'), ('allow_system_table_mods', 'off'),
                   ('transform_null_equals', 'off')) must (name, be)
       on must.name = s.name
 where s.reset_val <> must.be
 order by 1;
