-- The database itself, in the database, by its owner or a superuser: handed to operant_owner, closed to PUBLIC.
--
-- PUBLIC may by default connect, make temporary tables, and (through the schema "public") find objects by bare name.
-- None of that survives: a temporary table would outlive one Customer's turn on a pooled connection.
do $$
declare
    role name;
begin
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
end $$;

-- New functions are executable by PUBLIC unless this says otherwise, and it says so only in its global form: with
-- IN SCHEMA it could only add to the global default, never take away from it.
alter default privileges for role operant_owner revoke execute on functions from public;
alter default privileges for role operant_gateway revoke execute on functions from public;
alter default privileges for role operant_aggregator revoke execute on functions from public;
