-- The server can be recovered to a point in time
--
-- Severity: advice
-- Why: Without an archive of the write-ahead log all that was written since the last backup is lost with the disk, and
--      nobody gets back to the minute before a mistake.
select s.name as object,
       format('is %s', coalesce(nullif(s.reset_val, ''), 'empty')) as found,
       case s.name when 'archive_mode' then E'alter system set archive_mode = ''on'';\n-- and archive_command; then restart'
                   when 'wal_level' then E'alter system set wal_level = ''replica'';\n-- then restart'
                   else '-- archive_command or archive_library must say where to; see docs/database-administrators.md' end as mend
  from pg_settings s
 where s.name = 'archive_mode' and s.reset_val = 'off'
    or s.name = 'wal_level' and s.reset_val = 'minimal'
    or s.name = 'archive_command' and s.reset_val = '' and current_setting('archive_mode') <> 'off'
       and current_setting('archive_library') = ''
 order by 1;
