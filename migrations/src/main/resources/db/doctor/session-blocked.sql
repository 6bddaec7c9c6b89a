-- Nobody has waited for a lock for long
--
-- Severity: error
-- Needs: role pg_read_all_stats
-- Why: Whoever wants the same queues behind. What is named here is where the queue begins.
select format('session %s', a.pid) as object,
       format('of %I waits for %s, since %s, held by session %s', a.usename, a.wait_event,
              date_trunc('second', a.state_change), array_to_string(pg_blocking_pids(a.pid), ', ')) as found,
       (select string_agg(format('select pg_terminate_backend(%s);', b.pid), E'\n')
          from unnest(pg_blocking_pids(a.pid)) b (pid)) as mend
  from pg_stat_activity a
 where a.wait_event_type = 'Lock' and cardinality(pg_blocking_pids(a.pid)) > 0
   and clock_timestamp() - a.state_change > interval '1 minute'
 order by a.state_change;
