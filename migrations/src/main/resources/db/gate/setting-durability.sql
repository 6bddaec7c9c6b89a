-- What was committed is on disk
--
-- Severity: advice
-- Why: With these off a crash loses or damages what was committed: an erasure, a revocation, an entry of the audit
--      log. On a server to throw away they may be.
select s.name as object,
       format('is %s', s.reset_val) as found,
       case when s.name = 'data_checksums' then '-- stop the server and run: pg_checksums --enable'
            else format(E'alter system reset %s;\nselect pg_reload_conf();', s.name) end as mend
  from pg_settings s
  join (values ('fsync', 'off'), ('full_page_writes', 'off'), ('synchronous_commit', 'off'), ('data_checksums', 'off'),
               ('ignore_checksum_failure', 'on'), ('zero_damaged_pages', 'on'), ('ignore_invalid_pages', 'on')) wrong (name,
                   value)
       on wrong.name = s.name and wrong.value = s.reset_val
 order by 1;
