-- A replication slot can't fill the disk
--
-- Severity: advice
-- Needs: function pg_catalog.pg_get_replication_slots()
-- Why: Without a limit the log that a forgotten slot holds back grows until the server stops. With one the slot is
--      lost instead, and its reader is built anew.
select s.name as object, 'is without a limit, and there are replication slots' as found,
       E'alter system set max_slot_wal_keep_size = ''50GB'';\nselect pg_reload_conf();' as mend
  from pg_settings s
 where s.name = 'max_slot_wal_keep_size' and s.reset_val = '-1' and exists (select from pg_replication_slots);
