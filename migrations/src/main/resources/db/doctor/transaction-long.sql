-- No transaction has been open for long
--
-- Severity: error
-- Needs: role pg_read_all_stats
-- Why: VACUUM keeps every row that was deleted since it began, so tables grow and get slower; what it locks nobody
--      else gets, a migration least of all.
select format('session %s', a.pid) as object,
       format('of %I (%s) has a transaction open for %s, now %s', a.usename, coalesce(nullif(a.application_name, ''), 'no name'),
              date_trunc('second', now() - a.xact_start), a.state) as found,
       format('select pg_terminate_backend(%s);', a.pid) as mend
  from pg_stat_activity a
 where a.backend_type = 'client backend' and a.pid <> pg_backend_pid()
   and clock_timestamp() - a.xact_start > case when a.state like 'idle in transaction%' then interval '5 minutes'
                                               else interval '1 hour' end
 order by a.xact_start;
