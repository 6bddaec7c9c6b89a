package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SealedScope;
import com.operanttechnologies.migrations.gate.Finding;
import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A base backup, an archive of the log, a mistake, and the server as it was a moment before: isolated as ever, and with
 * a Customer that had been erased since, who is erased again by the certificate that was kept outside of the database.
 */
@Tag("thorough")
@Tag("PRV-5")
@Tag("SEC-3")
class PointInTimeRecoveryTest {

    private static final Set<String> OF_THE_SERVER = Set.of("server-rls-hole");

    @TempDir
    private static Path folder;

    private static LocalPostgres server;
    private static ThrowawayDatabase database;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        Path archive = Files.createDirectory(folder.resolve("archive"));
        server = LocalPostgres.start(Map.of("archive_mode", "on"));
        database = server.database();
        ask(
                database.administrator(),
                "alter system set archive_command = 'test ! -e " + archive + "/%f && cp %p " + archive + "/%f'");
        ask(database.administrator(), "select pg_reload_conf()");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String ask(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        }
    }

    private int run(Login login, String... arguments) {
        return OperantDb.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Map.of("OPERANT_DB_URL", login.url(), "PGUSER", login.username(), "PGPASSWORD", login.password()),
                arguments);
    }

    /** What pg_basebackup does, which the local server's binaries don't have: PostgreSQL's low-level base backup. */
    private static Path backUp() throws Exception {
        Path copy = folder.resolve("backup");
        Path data = Path.of(ask(database.administrator(), "show data_directory"));
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('nightly', true)");
            copy(data, copy);
            try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop()")) {
                row.next();
                Files.writeString(copy.resolve("backup_label"), row.getString(1));
            }
        }
        return copy;
    }

    private static void copy(Path from, Path to) throws IOException {
        Set<String> emptied = Set.of(
                "pg_wal",
                "pg_replslot",
                "pg_dynshmem",
                "pg_notify",
                "pg_serial",
                "pg_snapshots",
                "pg_stat_tmp",
                "pg_subtrans");
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.toList();
        }
        for (Path file : files) {
            Path relative = from.relativize(file);
            Path target = to.resolve(relative.toString());
            if (relative.toString().startsWith("postmaster.")
                    || relative.toString().equals("epg-lock")) {
                continue;
            }
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
            } else if (!emptied.contains(relative.getName(0).toString()) && Files.exists(file)) {
                Files.copy(file, target);
            }
        }
        Files.createDirectories(to.resolve("pg_wal/archive_status"));
    }

    private static EmbeddedPostgres recover(Path backup, String until) throws IOException {
        Files.createFile(backup.resolve("recovery.signal"));
        Files.writeString(
                backup.resolve("postgresql.auto.conf"),
                "\nrestore_command = 'cp " + folder.resolve("archive") + "/%f %p'\nrecovery_target_time = '" + until
                        + "'\nrecovery_target_action = 'promote'\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        // The local server's own start asks without a password.
        Files.write(
                backup.resolve("pg_hba.conf"),
                List.of("host all postgres 127.0.0.1/32 trust", "host all all 127.0.0.1/32 scram-sha-256"));
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                .setDataDirectory(backup)
                .setCleanDataDirectory(false)
                .setServerConfig("archive_mode", "off")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    @Test
    void the_server_comes_back_as_it_was_and_who_was_erased_since_is_erased_again() throws Exception {
        ErasureKeys keys = ErasureKeys.in(folder);
        String certificates = folder.resolve("certificates").toString();
        UUID erased = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        Dashboards.signUp(SealedScope.of(database, erased));
        Dashboards.signUp(SealedScope.of(database, other));
        Path backup = backUp();

        // After the backup: work that must not be lost, an erasure, and a mistake.
        Dashboards.retitle(SealedScope.of(database, other), "Sales of today");
        ask(database.administrator(), "select pg_sleep(0.2)");
        String moment = ask(database.administrator(), "select clock_timestamp()");
        ask(database.administrator(), "select pg_sleep(0.2)");
        Login operator = database.login(DatabaseRole.OPERATOR);
        String[] order = {"--ordered-by", "jane", "--reason", "the contract has ended"};
        run(operator, "customer", "terminate", erased.toString(), order[0], order[1], order[2], order[3]);
        ask(
                database.administrator(),
                "update tenancy.lifecycle set since = now() - interval '40 days', erase_after = now() - interval '1 day'");
        assertThat(run(
                        operator,
                        "erase",
                        erased.toString(),
                        order[0],
                        order[1],
                        order[2],
                        order[3],
                        "--certificates",
                        certificates,
                        "--signing-key",
                        keys.signing().toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(Files.exists(Path.of(certificates, erased + ".json.sig"))).isTrue();
        ask(database.administrator(), "drop schema stage cascade");
        ask(database.administrator(), "select pg_switch_wal()");
        awaitArchive();

        try (EmbeddedPostgres recovered = recover(backup, moment)) {
            String url = "jdbc:postgresql://127.0.0.1:" + recovered.getPort() + "/"
                    + database.administrator().url().replaceFirst("^.*/", "");
            Login superuser = new Login(url, "postgres", "");
            awaitPromotion(superuser);
            Login runtime = at(url, DatabaseRole.RUNTIME);
            Login signer = at(url, DatabaseRole.SIGNER);

            assertThat(Dashboards.told(SealedScope.of(signer, runtime, other, "job:test")))
                    .isEqualTo(other + " 10 Sales of today");
            assertThatThrownBy(() -> ask(runtime, "select count(*) from stage.dashboard"))
                    .hasMessageContaining("no valid scope");
            assertThat(gateErrors(superuser)).isEmpty();
            // The backup knows nothing of the erasure.
            SealedScope back = SealedScope.of(signer, runtime, erased, "job:test");
            assertThat(Dashboards.told(back)).startsWith(erased + " 10");

            String[] check = {
                "restore-check",
                "--certificates",
                certificates,
                "--public-key",
                keys.verifying().toString(),
                "--make-due"
            };
            String[] look = {check[0], check[1], check[2], check[3], check[4]};
            String[] erase = {check[0], check[1], check[2], check[3], check[4], "--erase"};
            assertThat(run(at(url, DatabaseRole.MIGRATOR), look))
                    .as(err.toString())
                    .isEqualTo(ExitCode.FINDINGS);
            assertThat(out.toString()).contains(erased + " is back, and was erased");
            // It is active, so the operator can't erase it by itself.
            assertThat(run(at(url, DatabaseRole.OPERATOR), erase)).isEqualTo(ExitCode.FAILED);
            assertThat(Dashboards.told(back)).startsWith(erased + " 10");
            assertThat(run(at(url, DatabaseRole.MIGRATOR), check))
                    .as(err.toString())
                    .isEqualTo(ExitCode.OK);
            assertThat(run(at(url, DatabaseRole.OPERATOR), erase))
                    .as(err.toString())
                    .isEqualTo(ExitCode.OK);
            assertThat(run(at(url, DatabaseRole.MIGRATOR), look))
                    .as(err.toString())
                    .isEqualTo(ExitCode.OK);

            assertThat(ask(superuser, "select count(*) from stage.dashboard where customer_id = '" + erased + "'"))
                    .isEqualTo("0");
            assertThat(ask(superuser, "select state from privacy.state('" + erased + "')"))
                    .isEqualTo("erased");
            assertThatThrownBy(() -> Dashboards.told(back)).hasMessageContaining("this Customer is erased");
            assertThat(Dashboards.told(SealedScope.of(signer, runtime, other, "job:test")))
                    .isEqualTo(other + " 10 Sales of today");
            assertThat(gateErrors(superuser)).isEmpty();

            // A certificate that somebody has changed counts for nothing.
            Path document = Path.of(certificates, erased + ".json");
            Files.writeString(document, Files.readString(document).replace(erased.toString(), other.toString()));
            assertThat(run(at(url, DatabaseRole.MIGRATOR), check)).isEqualTo(ExitCode.USAGE);
            assertThat(err.toString()).contains("was not signed with the key");
            assertThat(ask(superuser, "select state from privacy.state('" + other + "')"))
                    .isEqualTo("active");
        }
    }

    private static Login at(String url, DatabaseRole role) {
        Login login = database.login(role);
        return new Login(url, login.username(), login.password());
    }

    private static List<String> gateErrors(Login login) throws SQLException {
        try (Connection connection = login.connect()) {
            return Gate.check(connection).errors().stream()
                    .filter(finding -> !OF_THE_SERVER.contains(finding.rule().id()))
                    .map(Finding::toString)
                    .toList();
        }
    }

    private static void awaitArchive() throws Exception {
        List<String> waiting = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            waiting = List.of(ask(
                            database.administrator(),
                            "select coalesce(string_agg(name, ' '), '') from pg_ls_archive_statusdir() where name like '%.ready'")
                    .split(" "));
            if (waiting.equals(List.of(""))) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("not archived: " + waiting);
    }

    private static void awaitPromotion(Login login) throws Exception {
        for (int i = 0; i < 300; i++) {
            if (ask(login, "select pg_is_in_recovery()").equals("f")) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("still recovering");
    }
}
