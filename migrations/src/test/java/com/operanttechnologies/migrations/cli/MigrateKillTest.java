package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Bootstrap;
import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SharedDatabase;
import com.operanttechnologies.migrations.local.DatabaseRole;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code operant-db migrate}, killed again and again at whatever it does, ends with the same database. */
@Tag("thorough")
class MigrateKillTest {

    private static final String DATABASE = "operant_killed";
    private static final int KILLS = 12;

    private static final String HISTORY =
            "select string_agg(concat_ws(' ', version, description, type, script, checksum, success), E'\\n'"
                    + " order by version) from tenancy.flyway_schema_history where type = 'SQL'";

    @TempDir
    private Path folder;

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
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    private Process migrate(Login migrator) throws Exception {
        return OperantDbProcess.start(migrator, log(), "migrate", "--accept", "server-rls-hole", "--wait", "60");
    }

    private File log() {
        return folder.resolve("log").toFile();
    }

    @Test
    void it_can_be_killed_anywhere_and_run_again() throws Exception {
        Login administrator = SharedDatabase.get().administrator();
        Login own = administrator.withDatabase(DATABASE);
        execute(administrator, "create database " + DATABASE);
        try {
            try (Connection connection = own.connect()) {
                Bootstrap.database(connection);
            }
            Login migrator = SharedDatabase.get().login(DatabaseRole.MIGRATOR).withDatabase(DATABASE);
            long seed = System.nanoTime();
            Random random = new Random(seed);
            int ended = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                Process process = migrate(migrator);
                if (kill % 2 == 0) {
                    process.waitFor(500 + random.nextInt(5000), TimeUnit.MILLISECONDS);
                    process.destroyForcibly();
                } else {
                    process.waitFor(1500 + random.nextInt(4000), TimeUnit.MILLISECONDS);
                    execute(
                            administrator,
                            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + DATABASE
                                    + "'");
                }
                assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
                ended += process.exitValue() == 0 ? 0 : 1;
            }
            Process last = migrate(migrator);
            assertThat(last.waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(last.exitValue())
                    .as("seed " + seed + "\n" + Files.readString(log().toPath(), StandardCharsets.UTF_8))
                    .isZero();
            assertThat(query(own, HISTORY)).isEqualTo(query(administrator, HISTORY));
            assertThat(ended).as("ended halfway").isPositive();
        } finally {
            execute(administrator, "drop database " + DATABASE + " with (force)");
        }
    }
}
