-- Roles of the cluster, once for each cluster, by a role that may create roles.
--
-- Only the migrator is a member of the owner, and nobody who serves requests is a member of anything but
-- operant_runtime. No role here is a superuser or has BYPASSRLS. Logins get their passwords from the operator, as
-- SCRAM verifiers: without one they can't sign in with a password at all.
--
-- Running it again changes nothing that exists.
do $$
declare
    wanted constant text[][] := array[
        ['operant_owner',     'nologin', 'owns every object; nobody signs in as it'],
        ['operant_gateway',   'nologin', 'owns the gateway tables and functions, and can reach nothing else'],
        ['operant_aggregator', 'nologin', 'owns the aggregates of the schema analytics, and can reach nothing else'],
        ['operant_migrator',  'login',   'applies the migrations, as operant_owner'],
        ['operant_runtime',   'nologin', 'group of the application''s logins'],
        ['operant_worker',    'nologin', 'group of those of them that work for all Customers in turn: learns whose work is due'],
        ['operant_signer',    'login',   'reads the current signing key of scope tokens, and nothing else'],
        ['operant_operator',  'login',   'runs the lifecycle jobs'],
        ['operant_support',   'login',   'break-glass: reads one Customer under a grant'],
        ['operant_auditor',   'login',   'reads audit and billing'],
        ['operant_analytics', 'login',   'reads aggregates only']];
    entry text[];
begin
    foreach entry slice 1 in array wanted loop
        if not exists (select from pg_catalog.pg_roles where rolname = entry[1]) then
            execute format('create role %I %s nosuperuser nobypassrls nocreatedb nocreaterole noreplication',
                           entry[1], entry[2]);
            execute format('comment on role %I is %L', entry[1], 'Operant: ' || entry[3]);
        end if;
    end loop;
    if not pg_has_role('operant_migrator', 'operant_owner', 'member') then
        grant operant_owner to operant_migrator;
    end if;
    if not pg_has_role('operant_worker', 'operant_runtime', 'member') then
        grant operant_runtime to operant_worker;
    end if;
    if not pg_has_role('operant_owner', 'operant_gateway', 'member') then
        grant operant_gateway to operant_owner;
    end if;
    if not pg_has_role('operant_owner', 'operant_aggregator', 'member') then
        grant operant_aggregator to operant_owner;
    end if;
    -- Nothing but a second name for the runtime role in policies: see protect(). The predefined role itself is granted
    -- functions of extensions that count tables through, none of which is here.
    if not pg_has_role('operant_runtime', 'pg_stat_scan_tables', 'member') then
        begin
            execute 'grant pg_stat_scan_tables to operant_runtime'
                || case when current_setting('server_version_num')::integer >= 160000
                        then ' with inherit true, set false' else '' end;
        exception when insufficient_privilege then
            raise notice 'operant: % may not grant pg_stat_scan_tables, so DROP OWNED BY operant_runtime locks all out',
                current_user;
        end;
    end if;
end $$;
