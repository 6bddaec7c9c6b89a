-- The database itself, in the database, by its owner or a superuser: handed to operant_owner, closed to PUBLIC.
--
-- PUBLIC may by default connect, make temporary tables, and (through the schema "public") find objects by bare name.
-- None of that survives: a temporary table would outlive one Customer's turn on a pooled connection.
--
-- Who is no superuser has to be a member of the new owner meanwhile, and is none any more afterwards: only the migrator
-- can become the owner. From PostgreSQL 16 on, whoever made the role has its ADMIN option, and nothing of it himself.
do $$
declare
    role name;
    is_lent constant boolean := not pg_has_role(current_user, 'operant_owner', 'usage');
begin
    if is_lent then
        execute 'grant operant_owner to current_user'
            || case when current_setting('server_version_num')::integer >= 160000
                    then ' with inherit true, set true' else '' end;
    end if;
    execute format('alter database %I owner to operant_owner', current_database());
    execute format('revoke all on database %I from public', current_database());
    foreach role in array array['operant_migrator', 'operant_runtime', 'operant_signer', 'operant_operator',
                                'operant_support', 'operant_auditor', 'operant_analytics']::name[] loop
        execute format('grant connect on database %I to %I', current_database(), role);
    end loop;
    -- Objects are always named with their schema. The name "public" stays, because tools look for it.
    if exists (select from pg_catalog.pg_namespace where nspname = 'public') then
        revoke all on schema public from public;
    end if;

    -- New functions are executable by PUBLIC unless this says otherwise, and it says so only in its global form: with
    -- IN SCHEMA it could only add to the global default, never take away from it.
    alter default privileges for role operant_owner revoke execute on functions from public;
    alter default privileges for role operant_gateway revoke execute on functions from public;
    alter default privileges for role operant_aggregator revoke execute on functions from public;
    if is_lent then
        revoke operant_owner from current_user;
    end if;
end $$;
