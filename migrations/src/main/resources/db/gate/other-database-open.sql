-- No other database of the server lets everybody connect
--
-- Severity: advice
-- Why: Logins are the server's. The application's own may sign in to such a database, where nothing is taken from
--      PUBLIC: pg_stat_activity tells who is connected and pg_terminate_backend() ends it, also in the layer's.
select format('database %I', d.datname) as object,
       'lets PUBLIC connect, and with it every login of the layer' as found,
       format('revoke connect, temporary on database %I from public;', d.datname) as mend
  from pg_database d
 where d.datallowconn and d.datname <> current_database() and has_database_privilege('public', d.oid, 'connect')
 order by 1;
