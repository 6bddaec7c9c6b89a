package com.operanttechnologies.tenancytests.mutation;

import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What PUBLIC or the runtime role gets that isn't on a tenant table: the database, schemas, functions, languages, keys.
 */
final class GrantMutants {

    /** A grant, and what it is on. */
    private static final String GRANTS = """
            select format('%s on schema %I', p, n.nspname), p || ' on schema ' || n.nspname
              from unnest(array['usage', 'create']) p, pg_namespace n
             where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
               and not exists (select from aclexplode(n.nspacl) g where g.grantee = 0 and lower(g.privilege_type) = p)
            union all
            select format('execute on function %s', p.oid::regprocedure), 'execute on function ' || p.oid::regprocedure
              from pg_proc p
              join pg_namespace n on n.oid = p.pronamespace
             where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and p.prokind = 'f'
            union all
            select format('select on %s', c.oid::regclass), 'select on ' || c.oid::regclass
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v')
               and not exists (select from tenancy.tenant_table t
                                where t.schema_name = n.nspname and t.table_name = c.relname)
            union all
            select g, g from unnest(array[
                'usage on language plpgsql',
                'execute on function pg_catalog.set_config(text, text, boolean)',
                'execute on function pg_catalog.lo_from_bytea(oid, bytea)',
                'execute on function pg_catalog.lo_get(oid)',
                'execute on function pg_catalog.pg_read_file(text)',
                'execute on function pg_catalog.pg_ls_dir(text)',
                'execute on function pg_catalog.query_to_xml(text, boolean, boolean, text)',
                'execute on function pg_catalog.pg_stat_get_activity(integer)',
                'execute on function pg_catalog.pg_notify(text, text)',
                'execute on function pg_catalog.pg_advisory_lock(bigint)',
                'select on pg_catalog.pg_authid',
                'select on pg_catalog.pg_statistic']) g""";

    private GrantMutants() {}

    static List<Mutant> of(Connection administrator) throws SQLException {
        List<Mutant> mutants = new ArrayList<>();
        try (Statement statement = administrator.createStatement();
                ResultSet row = statement.executeQuery(GRANTS)) {
            while (row.next()) {
                mutants.add(Mutant.of(
                        "granted to PUBLIC: " + row.getString(2),
                        Mutant.DATABASE,
                        "grant " + row.getString(1) + " to public"));
            }
        }
        for (String privilege : List.of("connect", "temporary", "create")) {
            // By whatever name the copy has.
            mutants.add(Mutant.of(
                    "granted to PUBLIC: " + privilege + " on the database",
                    Mutant.DATABASE,
                    "do $$ begin execute format('grant " + privilege
                            + " on database %I to public', current_database()); end $$"));
        }
        for (String key : List.of("tenancy.signing_key", "gateway.secret", "gateway.sign_in")) {
            mutants.add(Mutant.of(
                    "granted to the runtime role: all on " + key,
                    Mutant.DATABASE,
                    "grant all on " + key + " to operant_runtime"));
        }
        for (String parameter : List.of("session_replication_role", "log_statement")) {
            mutants.add(Mutant.ofCluster(
                    "granted to the runtime role: set on parameter " + parameter,
                    Mutant.DATABASE,
                    "grant set on parameter " + parameter + " to operant_runtime",
                    "revoke set on parameter " + parameter + " from operant_runtime"));
        }
        mutants.add(Mutant.of(
                "functions of the owner are everybody's again",
                Mutant.DATABASE,
                "alter default privileges for role operant_owner grant execute on functions to public"));
        mutants.add(
                Mutant.of(
                        "preset for the database: operant.context",
                        Mutant.DATABASE,
                        "do $$ begin execute format('alter database %I set operant.context = ''x''', current_database()); end $$"));
        mutants.add(Mutant.of(
                "preset for the database: row_security",
                Mutant.DATABASE,
                "do $$ begin execute format('alter database %I set row_security = off', current_database()); end $$"));
        return mutants;
    }

    static Mutant schemaOwner(String schema) {
        return Mutant.of(
                "schema " + schema + " owned by the runtime role",
                Mutant.DATABASE,
                "alter schema " + Sql.identifier(schema) + " owner to operant_runtime");
    }
}
