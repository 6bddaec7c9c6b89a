-- No extension is installed that reads past policies or reaches out of the database
--
-- Severity: error
-- Closes: E1 O2
-- Why: pageinspect and its like read raw pages with every Customer's rows, dblink and the wrappers connect as somebody
--      else, adminpack and the untrusted languages touch files, pg_cron runs statements as whoever it is told.
select format('extension %I', x.extname) as object,
       format('%s', danger.why) as found,
       format('drop extension %I cascade;', x.extname) as mend
  from pg_extension x
  join (values ('dblink', 'connects to any database, as anybody'), ('postgres_fdw', 'connects to any database, as anybody'),
               ('file_fdw', 'reads files of the server'), ('adminpack', 'writes files of the server'),
               ('pg_cron', 'runs statements as whoever it is told'), ('pg_background', 'runs statements in another session'),
               ('pageinspect', 'reads raw pages, past row-level security'), ('pg_surgery', 'changes rows past every constraint'),
               ('pg_walinspect', 'reads every change from the log'), ('pg_buffercache', 'shows which pages are asked for'),
               ('pg_visibility', 'reads the visibility of rows'), ('pg_freespacemap', 'shows how full tables are'),
               ('pgstattuple', 'counts the rows of all Customers'), ('pgrowlocks', 'shows which rows are locked, by whom'),
               ('pg_stat_statements', 'keeps statements of all sessions together'),
                   ('pg_stat_monitor', 'keeps statements of all sessions, with parameters'),
               ('lo', 'manages large objects, which know no Customer'),
                   ('refint', 'has had remote code execution (CVE-2026-6637, CVE-2026-14671)'),
               ('xml2', 'reads XML with entities'), ('http', 'calls other machines'), ('pg_net', 'calls other machines'),
                   ('plsh', 'runs shell scripts'),
               ('pg_repack', 'copies tables as their owner'), ('pldbgapi', 'steps through other sessions'),
                   ('tablefunc', 'runs SQL that is given as text'),
               ('pgmq', 'is a queue that all Customers share'),
                   ('pg_graphql', 'opens every table to whoever may call one function')) danger (extname, why)
       on danger.extname = x.extname
 order by 1;
