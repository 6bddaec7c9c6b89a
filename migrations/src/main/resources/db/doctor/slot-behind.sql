-- No replication slot holds back the write-ahead log
--
-- Severity: error
-- Needs: function pg_catalog.pg_get_replication_slots()
-- Why: The server keeps all that a slot's reader hasn't fetched, until the disk is full and it stops. A slot that
--      nobody reads any more does so for ever.
select format('slot %I', s.slot_name) as object,
       case when s.wal_status = 'lost' then 'has lost what its reader needs, and is of no use any more'
            else format('%s, and holds back %s of the log', case when s.active then 'is read' else 'is read by nobody' end,
                        pg_size_pretty(b.behind)) end as found,
       format('select pg_drop_replication_slot(%L);', s.slot_name) as mend
  from pg_replication_slots s
 cross join lateral (select pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
                                                 else pg_current_wal_lsn() end, s.restart_lsn) as behind) b
 where s.wal_status in ('lost', 'unreserved') or b.behind > case when s.active then 1024 else 64 end * 1024 * 1024::numeric
 order by b.behind desc nulls last;
