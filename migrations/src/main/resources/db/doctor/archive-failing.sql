-- The write-ahead log is archived
--
-- Severity: error
-- Needs: role pg_read_all_stats
-- Why: What isn't archived can't be recovered to, and the server keeps it until the disk is full.
select 'archive_command' as object,
       format('has failed %s times, last at %s with %s; the last success was %s', a.failed_count,
              date_trunc('second', a.last_failed_time), a.last_failed_wal,
              coalesce(date_trunc('second', a.last_archived_time)::text, 'never')) as found,
       '-- the server''s log says why; mend the archive, and it goes on by itself' as mend
  from pg_stat_archiver a
 where a.last_failed_time > coalesce(a.last_archived_time, '-infinity');
