-- No logical replication slot reads this database
--
-- Severity: error
-- Closes: E1
-- Needs: function pg_catalog.pg_get_replication_slots()
-- Why: It gets every change of every Customer from the log, whoever holds it; one that nobody reads keeps the log from
--      being removed until the disk is full.
select format('slot %I', s.slot_name) as object,
       format('is a logical slot with %s%s', s.plugin, case when s.active then '' else ', which nobody reads' end) as found,
       format('select pg_drop_replication_slot(%L);', s.slot_name) as mend
  from pg_replication_slots s
 where s.slot_type = 'logical' and s.database = current_database() and not s.temporary
 order by 1;
