package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Bootstrap;
import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.Migrator;
import com.operanttechnologies.migrations.SharedDatabase;
import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.gate.GateReport;
import com.operanttechnologies.migrations.local.DatabaseRole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip for Flyway itself, with Flyway as it is published: none of our classes is on its class path. */
@Tag("thorough")
class FlywayIT {

    private static final String DATABASE = "operant_by_flyway";

    private static final String HISTORY =
            "select string_agg(concat_ws(' ', version, description, type, script, checksum, success), E'\\n'"
                    + " order by version) from tenancy.flyway_schema_history where type = 'SQL'";

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void create() throws Exception {
        try (InputStream file = Files.newInputStream(Path.of(System.getProperty("operant.flyway.zip")));
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                assertThat(target.startsWith(folder)).isTrue();
                if (!entry.isDirectory()) {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
        try (Stream<Path> entries = Files.list(folder)) {
            home = entries.findFirst().orElseThrow();
        }
        execute(SharedDatabase.get().administrator(), "create database " + DATABASE);
        try (Connection connection =
                SharedDatabase.get().administrator().withDatabase(DATABASE).connect()) {
            Bootstrap.database(connection);
        }
    }

    @AfterEach
    void drop() throws Exception {
        execute(SharedDatabase.get().administrator(), "drop database " + DATABASE + " with (force)");
    }

    private static Login migrator() throws SQLException, IOException {
        return SharedDatabase.get().login(DatabaseRole.MIGRATOR).withDatabase(DATABASE);
    }

    private static void execute(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private String run(String... command) throws Exception {
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("FLYWAY_URL", migrator().url());
        builder.environment().put("FLYWAY_USER", migrator().username());
        builder.environment().put("FLYWAY_PASSWORD", migrator().password());
        builder.environment().put("REDGATE_DISABLE_TELEMETRY", "true");
        Process process = builder.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        String output = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(ended).as(output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private void commandLine() throws Exception {
        run(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("operant.flyway.commandline") + "/*",
                "org.flywaydb.commandline.Main",
                "-skipCheckForUpdate",
                "-workingDirectory=" + home,
                "migrate");
    }

    private static void assertThatItIsAsOursMakesIt() throws Exception {
        Login ours = SharedDatabase.get().administrator();
        assertThat(query(ours.withDatabase(DATABASE), HISTORY)).isEqualTo(query(ours, HISTORY));
        Migrator.of(migrator()).validate();
        try (Connection connection = migrator().connect()) {
            GateReport report = Gate.check(connection);
            assertThat(report.passedExcept(Set.of("server-rls-hole")))
                    .as(report.toString())
                    .isTrue();
        }
    }

    @Test
    void its_command_line_makes_the_same_database_with_the_same_checksums() throws Exception {
        commandLine();
        assertThatItIsAsOursMakesIt();

        Files.writeString(
                home.resolve("sql/V1000__index.sql"),
                "create index concurrently screen_by_place on relay.screen (customer_id, name);\n");
        commandLine();
        assertThat(query(
                        migrator(),
                        "select indisvalid from pg_index where indexrelid = 'relay.screen_by_place'::regclass"))
                .isEqualTo("t");
    }

    @Test
    @Tag("thorough")
    void its_maven_plugin_makes_the_same_database_with_the_same_checksums() throws Exception {
        String maven = Path.of(System.getProperty("operant.maven"), "bin/mvn").toString();
        run(maven, "-B", "-q", "flyway:migrate");
        assertThatItIsAsOursMakesIt();

        Files.writeString(
                home.resolve("sql/V1000__index.sql"),
                "create index concurrently screen_by_place on relay.screen (customer_id, name);\n");
        run(maven, "-B", "-q", "flyway:migrate");
        assertThat(query(
                        migrator(),
                        "select indisvalid from pg_index where indexrelid = 'relay.screen_by_place'::regclass"))
                .isEqualTo("t");
    }

    @Test
    void it_holds_what_an_administrator_needs_and_no_placeholder() throws IOException {
        for (String file : List.of("README.md", "flyway.toml", "pom.xml")) {
            assertThat(home.resolve(file)).content().doesNotContain("${");
        }
        assertThat(home.resolve("bootstrap/1_roles.sql")).exists();
        assertThat(home.resolve("sql/afterConnect.sql")).exists();
    }
}
