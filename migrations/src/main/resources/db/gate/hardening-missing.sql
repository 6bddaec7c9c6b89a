-- What PostgreSQL gives to PUBLIC in pg_catalog has been taken back
--
-- Severity: advice
-- Closes: R6 P3 C4
-- Why: Isolation doesn't depend on it. But injected SQL can leave settings behind on a pooled connection, watch other
--      sessions' statements, count other Customers' rows, and hide statements in a DO block. It takes a superuser
--      once: db/bootstrap/3_hardening.sql.
select what.object, format('%s may be used by PUBLIC: %s', what.many, what.some) as found, what.mend
  from (select 'functions of pg_catalog' as object, count(*) || ' functions' as many,
               string_agg(distinct p.proname, ', ') filter (where p.proname in ('set_config', 'pg_advisory_lock', 'lo_create',
                   'pg_stat_get_activity', 'query_to_xml')) || ' …' as some,
               string_agg(format('revoke execute on function pg_catalog.%s from public;', p.oid::regprocedure), E'\n') as mend
          from pg_proc p
         cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
         where p.pronamespace = 'pg_catalog'::regnamespace and g.grantee = 0
           -- the same as in 3_hardening.sql
           and p.proname ~ ('^(set_config|pg_export_snapshot|pg_(try_)?advisory_.*|pg_prepared_statement'
               || '|pg_cursor|pg_lock_status|pg_(terminate|cancel)_backend|pg_notify|pg_listening_channels|pg_notification_queue_usage'
               || '|pg_logical_emit_message|pg_stat_get_.*'
               || '|pg_(current|last)_wal_.*|pg_available_wal_summaries|pg_wal_summary_contents|pg_get_wal_summarizer_state|currtid2'
               || '|pg_control_(checkpoint|init|recovery|system)|pg_get_replication_slots|pg_last_committed_xact|pg_xact_commit_timestamp.*'
               || '|pg_get_multixact_members|pg_prepared_xact|pg_(safe_snapshot_)?blocking_pids|pg_isolation_test_session_is_blocked'
               || '|pg_(database|relation|total_relation|table|indexes|tablespace)_size'
               || '|lo_.*|lo(read|write)|(query|cursor|table|schema|database)_to_xml.*|ts_stat|ts_rewrite)$')
           and (p.proname <> 'ts_rewrite' or p.pronargs = 2)
        having count(*) > 0
        union all
        select format('language %I', l.lanname), 'the language', l.lanname,
            format('revoke usage on language %I from public;', l.lanname)
          from pg_language l cross join lateral aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) g
         where l.lanname in ('plpgsql', 'sql') and g.grantee = 0) what
 order by 1;
