package com.operanttechnologies.tenancytests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line as a reviewer's scripts see it. */
@ExtendWith(PostgresExtension.class)
@Tag("thorough")
@Tag("SEC-3")
class OperantTenancyTest {

    private final PostgresUnderTest server;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    OperantTenancyTest(PostgresUnderTest server) {
        this.server = server;
    }

    private static Map<String, String> environment(Login login) {
        return Map.of("OPERANT_DB_URL", login.url(), "PGUSER", login.username(), "PGPASSWORD", login.password());
    }

    private int run(Map<String, String> environment, String... arguments) {
        return OperantTenancy.run(new PrintWriter(out, true), new PrintWriter(err, true), environment, arguments);
    }

    private int audit(Login login) {
        return run(environment(login), "audit", "--evidence", folder.toString(), "--checkout", "..");
    }

    private static void execute(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String read(String file) throws Exception {
        return Files.readString(folder.resolve(file));
    }

    @Test
    void an_audit_of_a_good_database_ends_with_0_and_says_what_it_did_not_test() throws Exception {
        try (ThrowawayDatabase database = server.newDatabase()) {
            assertThat(audit(database.administrator())).as(err.toString()).isZero();
            assertThat(read("evidence.json")).contains("V001__scope.sql").doesNotContain("NOT_CHECKED");
            // Any login will do, and what it can't see is told.
            assertThat(audit(database.login(DatabaseRole.RUNTIME)))
                    .as(err.toString())
                    .isZero();
        }
        assertThat(out.toString()).contains("gate: 0 errors", "index.html");
        assertThat(read("index.html")).contains("Nothing was attacked", "an audit attacks nothing", "– not checked");
        assertThat(folder).isDirectoryContaining(file -> file.endsWith("junit.xml"));
    }

    @Test
    void an_audit_of_a_broken_database_ends_with_1_in_all_formats() throws Exception {
        try (ThrowawayDatabase database = server.newDatabase()) {
            execute(database.administrator(), "drop policy tenant_fence on stage.dashboard");
            assertThat(audit(database.administrator())).isEqualTo(1);
        }
        for (String file : List.of("index.html", "evidence.json", "junit.xml", "results.sarif")) {
            assertThat(read(file)).as(file).contains("stage.dashboard").contains("tenant_fence");
        }
    }

    @Test
    void it_runs_as_a_process_and_tells_no_password() throws Exception {
        try (ThrowawayDatabase database = server.newDatabase()) {
            Login login = database.login(DatabaseRole.MIGRATOR);
            List<String> command = new ArrayList<>(List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    OperantTenancy.class.getName(),
                    "audit",
                    "--evidence",
                    folder.toString()));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment(login));
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            assertThat(output).contains("evidence: ").doesNotContain(login.password());
            assertThat(read("index.html")).doesNotContain(login.password());
        }
    }

    @Test
    void an_attack_wants_the_database_named_twice_and_a_superuser() throws Exception {
        try (ThrowawayDatabase database = server.newDatabase()) {
            Login administrator = database.administrator();
            assertThat(run(environment(administrator), "attack", "--database", "postgres"))
                    .isEqualTo(OperantTenancy.USAGE);
            assertThat(err.toString()).contains("isn't taken from the environment");
            assertThat(run(environment(administrator), "attack", "--url", administrator.url()))
                    .isEqualTo(OperantTenancy.USAGE);
            assertThat(attack(administrator, "postgres")).isEqualTo(OperantTenancy.USAGE);
            assertThat(err.toString()).contains("nothing was attacked");
            Login migrator = database.login(DatabaseRole.MIGRATOR);
            assertThat(attack(migrator, nameOf(migrator))).isEqualTo(OperantTenancy.USAGE);
            assertThat(err.toString()).contains("is no superuser");
        }
    }

    private int attack(Login login, String name) {
        return run(
                environment(login),
                "attack",
                "--url",
                login.url(),
                "--database",
                name,
                "--evidence",
                folder.toString());
    }

    private static String nameOf(Login login) {
        return login.url().substring(login.url().lastIndexOf('/') + 1);
    }

    @Test
    void a_server_that_is_not_there_ends_with_3() {
        assertThat(run(Map.of(), "audit", "--url", "postgresql://me:hunter2@127.0.0.1:1/operant"))
                .isEqualTo(3);
        assertThat(err.toString()).contains("Can't connect").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "audit",
                "audit --url mysql://host/name",
                "audit --url postgresql://me@localhost/name --surefire-reports src/main/jte",
                "prove --mutants some",
                "benchmark --history 79999",
                "nonsense",
            })
    void a_wrong_command_line_ends_with_2_and_a_sentence(String line) {
        assertThat(run(Map.of(), line.isEmpty() ? new String[0] : line.split(" ")))
                .isEqualTo(OperantTenancy.USAGE);
        assertThat(err.toString()).contains("See operant-tenancy").doesNotContain("Exception");
    }

    @Test
    void help_tells_the_exit_codes_and_each_command() {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(out.toString()).contains("audit", "attack", "prove", "benchmark", "Exit codes:", "PGPASSWORD");
    }
}
