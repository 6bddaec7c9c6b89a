-- There are connections left
--
-- Severity: error
-- Needs: role pg_read_all_stats
-- Why: When none is left applications are refused, and so are you, but for those reserved to superusers.
select 'max_connections' as object,
       format('%s of %s connections are taken, most by %s', n.taken, n.allowed, n.most) as found,
       E'-- end what is idle, and make the pools smaller:\nselect pid, usename, state, state_change from pg_stat_activity order by state_change;' as mend
  from (select count(*) as taken, current_setting('max_connections')::integer as allowed,
               mode() within group (order by a.usename) as most
          from pg_stat_activity a where a.backend_type = 'client backend') n
 where n.taken > 0.8 * n.allowed;
