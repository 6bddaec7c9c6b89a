package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.InstalledPostgres.Outcome;
import com.operanttechnologies.migrations.gate.Finding;
import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Who can back up all Customers, by what, what it weakens, and that a restore is isolated as the original was. */
@EnabledIf(
        value = "com.operanttechnologies.migrations.InstalledPostgres#isHere",
        disabledReason = "PostgreSQL with its programs is installed in /usr/lib/postgresql where CI runs")
@Tag("thorough")
@Tag("SEC-3")
@Tag("E1")
class BackupTest {

    @TempDir
    private static Path folder;

    private static InstalledPostgres server;
    private static ThrowawayDatabase database;
    private static ErasableCustomer first;
    private static ErasableCustomer second;

    @BeforeAll
    static void start() throws Exception {
        server = InstalledPostgres.create(folder.resolve("original"));
        database = ThrowawayDatabase.create(server.administrator());
        first = ErasableCustomer.signUp(database, 10);
        second = ErasableCustomer.signUp(database, 10);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String name() {
        return database.administrator().url().replaceFirst("^.*/", "");
    }

    private static void execute(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> gateErrors(Login login) throws SQLException {
        try (Connection connection = login.connect()) {
            return Gate.check(connection).errors().stream()
                    .filter(finding -> !finding.rule().id().startsWith("server-"))
                    .map(Finding::toString)
                    .toList();
        }
    }

    private static Outcome dump(Login login, String... more) throws Exception {
        String[] options = new String[more.length + 3];
        System.arraycopy(more, 0, options, 3, more.length);
        options[0] = "--format=custom";
        options[1] = "--file=" + folder.resolve("dump");
        options[2] = "--dbname=" + name();
        return server.client(login, "pg_dump", options);
    }

    /** As the runtime role, never as a superuser: each Customer's rows and no other's. */
    private static void assertIsolated(Login signer, Login runtime) throws SQLException {
        for (ErasableCustomer customer : List.of(first, second)) {
            try (Connection connection = SealedScope.of(signer, runtime, customer.id(), "job:test")
                            .begin();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "select string_agg(distinct customer_id::text, ' ') || ' ' || count(*) from stage.dashboard")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo(customer.id() + " 10");
            }
        }
        assertThatThrownBy(() -> execute(runtime, "select * from stage.dashboard"))
                .hasMessageContaining("no valid scope");
    }

    @Test
    void neither_the_owner_nor_an_operator_can_dump_nor_row_by_row() throws Exception {
        for (DatabaseRole role : List.of(DatabaseRole.MIGRATOR, DatabaseRole.OPERATOR, DatabaseRole.AUDITOR)) {
            for (String[] options : new String[][] {{}, {"--enable-row-security"}}) {
                Outcome outcome = dump(database.login(role), options);
                assertThat(outcome.status()).as(role + ": " + outcome.text()).isNotZero();
            }
        }
        assertThat(dump(database.login(DatabaseRole.MIGRATOR), "--role=operant_owner")
                        .text())
                .contains("query would be affected by row-level security policy");
    }

    @Test
    void a_login_that_passes_by_policies_is_found_by_the_gate_and_stopped_by_the_hardening() throws Exception {
        execute(
                database.administrator(),
                "create role dumper login bypassrls password 'dumps' in role pg_read_all_data;"
                        + "grant connect on database " + name() + " to dumper");
        try {
            assertThat(dump(new Login("", "dumper", "dumps")).text())
                    .contains("permission denied for function set_config");
            execute(
                    database.administrator(),
                    "grant execute on function pg_catalog.set_config(text, text, boolean) to dumper");
            Outcome outcome = dump(new Login("", "dumper", "dumps"));
            assertThat(outcome.status()).as(outcome.text()).isZero();
            assertThat(gateErrors(database.administrator()))
                    .anyMatch(finding -> finding.contains("BYPASSRLS"))
                    .anyMatch(finding -> finding.contains("pg_read_all_data"));
        } finally {
            execute(database.administrator(), "drop owned by dumper; drop role dumper");
        }
    }

    @Test
    void a_superusers_dump_is_restored_into_a_fresh_cluster_and_is_isolated_there() throws Exception {
        assertThat(dump(server.administrator())).extracting(Outcome::status).isEqualTo(0);
        try (InstalledPostgres fresh = InstalledPostgres.create(folder.resolve("fresh"))) {
            Login superuser = fresh.administrator();
            execute(superuser, "create database operant template template0");
            Login operant = superuser.withDatabase("operant");
            try (Connection connection = operant.connect()) {
                Bootstrap.roles(connection);
                Bootstrap.database(connection);
            }
            Outcome restored = fresh.client(
                    superuser,
                    "pg_restore",
                    "--exit-on-error",
                    "--dbname=operant",
                    folder.resolve("dump").toString());
            assertThat(restored.status()).as(restored.text()).isZero();
            try (Connection connection = operant.connect()) {
                Bootstrap.database(connection);
            }
            execute(
                    operant,
                    "create role app login in role operant_runtime password 'serves';"
                            + "create role seal login in role operant_signer password 'seals'");
            assertThat(gateErrors(operant)).isEmpty();
            assertIsolated(new Login(operant.url(), "seal", "seals"), new Login(operant.url(), "app", "serves"));
        }
    }

    @Test
    void a_login_for_replication_alone_backs_up_the_cluster_and_can_ask_nothing() throws Exception {
        execute(server.administrator(), "create role keeper login replication password 'keeps'");
        server.allow("host replication keeper 127.0.0.1/32 scram-sha-256");
        execute(server.administrator(), "select pg_reload_conf()");
        Login keeper = new Login(database.administrator().url(), "keeper", "keeps");
        Path copy = folder.resolve("copy");
        try {
            // Initdb's own lines let replication in from loopback already; theirs is the first that fits.
            Outcome taken = server.client(
                    keeper, "pg_basebackup", "--pgdata=" + copy, "--wal-method=stream", "--checkpoint=fast");
            assertThat(taken.status()).as(taken.text()).isZero();
            assertThatThrownBy(keeper::connect).hasMessageContaining("does not have CONNECT privilege");
            Outcome stream =
                    server.client(keeper, "pg_recvlogical", "--dbname=" + name(), "--slot=leak", "--create-slot");
            assertThat(stream.status()).as(stream.text()).isNotZero();
            assertThat(gateErrors(database.administrator())).isEmpty();
        } finally {
            execute(server.administrator(), "drop role keeper");
        }
        try (InstalledPostgres restored = InstalledPostgres.start(copy)) {
            Login superuser = restored.administrator().withDatabase(name());
            assertThat(gateErrors(superuser)).isEmpty();
            assertIsolated(at(superuser, DatabaseRole.SIGNER), at(superuser, DatabaseRole.RUNTIME));
        }
        assertThat(Files.exists(copy.resolve("backup_manifest"))).isTrue();
    }

    private static Login at(Login server, DatabaseRole role) {
        Login login = database.login(role);
        return new Login(server.url(), login.username(), login.password());
    }

    /** Nobody else's than the layer's: what the dump says of roles comes from the bootstrap. */
    @Test
    void what_a_dump_names_is_made_by_the_bootstrap() throws Exception {
        assertThat(dump(server.administrator(), "--schema-only"))
                .extracting(Outcome::status)
                .isEqualTo(0);
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select array_agg(distinct pg_get_userbyid(relowner)::text) from pg_class"
                                + " where relnamespace::regnamespace::text !~ '^pg_|^information_schema$'")) {
            row.next();
            assertThat(Set.of((String[]) row.getArray(1).getArray()))
                    .containsExactlyInAnyOrder("operant_owner", "operant_gateway", "operant_aggregator");
        }
    }
}
