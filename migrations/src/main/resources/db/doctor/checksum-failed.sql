-- No page was found damaged
--
-- Severity: error
-- Needs: role pg_read_all_stats
-- Why: The disk or its controller returns other bytes than were written. What was read from it since may be wrong.
select coalesce(format('database %I', d.datname), 'shared tables') as object,
       format('had %s damaged pages, the last at %s', d.checksum_failures, date_trunc('second', d.checksum_last_failure)) as found,
       '-- the server''s log names file and block: restore from a backup on another disk' as mend
  from pg_stat_database d
 where d.checksum_failures > 0
 order by 1;
