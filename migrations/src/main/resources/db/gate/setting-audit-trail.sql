-- The server logs who connects
--
-- Severity: advice
-- Why: When something has gone wrong, it is the only record of who was there. What is done to Customers' data is in
--      audit.entry; what is done to the database itself is nowhere else.
select s.name as object,
       format('is %s', coalesce(nullif(s.reset_val, ''), 'empty')) as found,
       format(E'alter system set %s = %L;\nselect pg_reload_conf();', s.name, must.be) as mend
  from pg_settings s
  join (values ('log_connections', 'on', '^(off|)$'), ('log_disconnections', 'on', '^off$'), ('log_statement', 'ddl', '^none$'),
               ('log_line_prefix', '%m [%p] db=%d,user=%u,app=%a,client=%h ', '^(?!.*%u)'),
                   ('log_replication_commands', 'on', '^off$')) must (name, be, wrong)
       on must.name = s.name
 where s.reset_val ~ must.wrong
 order by 1;
