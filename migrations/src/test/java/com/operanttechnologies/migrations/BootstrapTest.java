package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("SEC-5")
@Tag("R5")
@Tag("R6")
@Tag("thorough")
class BootstrapTest {

    private static LocalPostgres server;

    @BeforeAll
    static void start() throws Exception {
        server = LocalPostgres.start();
        server.database();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<String> query(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    @Test
    void no_role_of_ours_is_superuser_or_bypasses_or_makes_roles() throws SQLException {
        assertThat(query(
                        server.login(DatabaseRole.RUNTIME),
                        "select rolname from pg_roles where rolname like 'operant%' and (rolsuper or rolbypassrls or"
                                + " rolcreaterole or rolcreatedb or rolreplication)"))
                .isEmpty();
    }

    @Test
    void only_the_migrator_can_become_the_owner() throws SQLException {
        assertThat(query(
                        server.login(DatabaseRole.RUNTIME),
                        "select rolname from pg_roles where rolname ~ '^operant_[a-z]+$' and rolname <> 'operant_owner'"
                                + " and pg_has_role(oid, 'operant_owner', 'member')"))
                .containsExactly("operant_migrator");
    }

    @Test
    void nothing_of_ours_is_granted_to_public() throws SQLException {
        assertThat(query(server.login(DatabaseRole.RUNTIME), """
                        select p.oid::regprocedure::text from pg_proc p
                         where pronamespace::regnamespace::text in ('tenancy', 'gateway', 'panel', 'stage')
                           and (proacl is null or exists (select from aclexplode(proacl) where grantee = 0))
                        union all
                        select c.oid::regclass::text from pg_class c, aclexplode(relacl) g
                         where relnamespace::regnamespace::text in ('tenancy', 'gateway', 'panel', 'stage')
                           and g.grantee = 0
                        union all
                        select nspname from pg_namespace, aclexplode(nspacl) g
                         where nspname in ('tenancy', 'gateway', 'panel', 'stage', 'public') and g.grantee = 0
                        union all
                        select datname from pg_database, aclexplode(datacl) g
                         where datname = current_database() and g.grantee = 0
                        """)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create temporary table t (x int)",
                "create table public.t (x int)",
                "create schema s",
                "do $$ begin end $$",
                "select set_config('operant.context', 'x', false)",
                "select pg_advisory_lock(1)",
                "select lo_create(0)",
                "select * from pg_stat_activity",
                "select * from pg_prepared_statements",
                "select pg_terminate_backend(1)",
                "select query_to_xml('select 1', true, true, '')",
                "select * from ts_stat('select to_tsvector(''x'')')",
                "select n_live_tup from pg_stat_user_tables",
                "select pg_total_relation_size('stage.dashboard')",
                "select * from tenancy.signing_key",
                "select * from tenancy.current_signing_key()",
                "select tenancy.rotate_signing_key('0')",
                "select tenancy.protect('stage.dashboard', 'audit', 'whatever it takes')",
                "select * from gateway.secret",
                "select * from gateway.sign_in",
                "select * from tenancy.flyway_schema_history",
                "truncate stage.dashboard",
                "alter table stage.dashboard disable row level security",
                "drop policy tenant on stage.dashboard",
                "set role operant_owner",
                "set session authorization postgres",
            })
    void the_runtime_role_is_refused(String sql) throws SQLException {
        try (Connection connection = server.login(DatabaseRole.RUNTIME).connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SIGNER", "MIGRATOR"})
    void nobody_but_the_signer_reads_the_signing_key(DatabaseRole role) throws SQLException {
        Login login = server.login(role);
        assertThatThrownBy(() -> query(login, "select key_id from tenancy.current_signing_key()"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void the_signer_reads_the_key_and_nothing_else() throws SQLException {
        Login signer = server.login(DatabaseRole.SIGNER);
        assertThat(query(signer, "select key_id from tenancy.current_signing_key()"))
                .singleElement()
                .asString()
                .matches("k[0-9a-f]{8}");
        for (String table :
                List.of("tenancy.signing_key", "tenancy.customer", "tenancy.tenant_table", "gateway.secret")) {
            assertThatThrownBy(() -> query(signer, "select 1 from " + table)).hasMessageContaining("permission denied");
        }
    }

    @Test
    void a_wrong_password_is_refused_by_the_local_server_too() throws SQLException {
        Login runtime = server.login(DatabaseRole.RUNTIME);
        assertThatThrownBy(() -> new Login(runtime.url(), runtime.username(), "wrong").connect())
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void a_copy_is_as_closed_as_its_original() throws SQLException, IOException {
        try (ThrowawayDatabase original = ThrowawayDatabase.create(server.administrator());
                ThrowawayDatabase copy = original.copy()) {
            assertThatThrownBy(() -> query(copy.login(DatabaseRole.RUNTIME), "select set_config('a.b', 'x', false)"))
                    .hasMessageContaining("permission denied");
            assertThat(query(copy.login(DatabaseRole.SIGNER), "select key_id from tenancy.current_signing_key()"))
                    .hasSize(1);
        }
    }

    @Test
    void a_login_does_not_tell_its_password() {
        assertThat(new Login("jdbc:postgresql://localhost/x", "me", "hunter2").toString())
                .doesNotContain("hunter2");
    }
}
