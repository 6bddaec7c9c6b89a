-- What PostgreSQL gives to PUBLIC in pg_catalog and an injected SELECT could use against the next Customer, or to
-- watch another one. Only a superuser can revoke these. Where a provider gives none, isolation does not depend on
-- them: the token can't be forged, and the layer resets each connection. What then remains is listed by the gate.
--
-- The grants are the database's own and travel with pg_dump.
do $$
declare
    fn regprocedure;
begin
    if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
        raise notice 'operant: hardening skipped, % is no superuser', current_user;
        return;
    end if;

    -- Languages: an anonymous block (DO) can commit, catch errors and hide statements in strings.
    revoke usage on language plpgsql, sql from public;
    grant usage on language plpgsql, sql to operant_owner, operant_gateway;

    for fn in
        select p.oid::regprocedure
          from pg_catalog.pg_proc p
         where p.pronamespace = 'pg_catalog'::regnamespace
           -- Those that PUBLIC never had, lo_import() and lo_export() of the server's files, stay the superuser's alone.
           and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g where g.grantee = 0)
           and (
             -- Session state that would outlive the transaction: settings (with them search_path, role, and the
             -- isolation level of the next transaction), advisory locks, exported snapshots.
                p.proname in ('set_config', 'pg_export_snapshot')
             or p.proname ~ '^pg_(try_)?advisory_'
             -- Other sessions: their SQL, their statements prepared on this connection, ending them, signals to them.
             or p.proname in ('pg_prepared_statement', 'pg_cursor', 'pg_lock_status',
                              'pg_terminate_backend', 'pg_cancel_backend', 'pg_notify', 'pg_listening_channels',
                              'pg_notification_queue_usage', 'pg_logical_emit_message')
             -- Volumes and activity of all Customers together: whatever is counted, how long it took, when it was last
             -- done, and how far the write-ahead log has got. Newer versions count more.
             or p.proname ~ '^pg_stat_get_'
             or p.proname ~ '^pg_((current|last)_wal_|available_wal_summaries|wal_summary_contents|get_wal_summarizer_state)'
             or p.proname ~ '^pg_(control_(checkpoint|init|recovery|system)|get_replication_slots)$'
             -- Other transactions: when they were committed, who waits for whom, what is prepared.
             or p.proname in ('pg_last_committed_xact', 'pg_xact_commit_timestamp', 'pg_xact_commit_timestamp_origin',
                              'pg_get_multixact_members', 'pg_prepared_xact', 'pg_blocking_pids',
                              'pg_safe_snapshot_blocking_pids', 'pg_isolation_test_session_is_blocked')
             -- The newest version of a row by its place, past row-level security.
             or p.proname = 'currtid2'
             or p.proname ~ '^pg_(database|relation|total_relation|table|indexes|tablespace)_size$'
             -- Large objects have no row-level security, and belong to whoever created them: the shared login.
             or p.proname ~ '^(lo_|lo(read|write)$)'
             -- SQL given as text to a function escapes whatever looked at the statement.
             or p.proname ~ '^(query|cursor|table|schema|database)_to_xml'
             or (p.proname in ('ts_stat') or (p.proname = 'ts_rewrite' and p.pronargs = 2)))
    loop
        execute format('revoke execute on function %s from public', fn);
        execute format('grant execute on function %s to operant_owner, pg_monitor', fn);
    end loop;
end $$;
