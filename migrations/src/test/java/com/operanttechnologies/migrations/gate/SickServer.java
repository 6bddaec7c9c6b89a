package com.operanttechnologies.migrations.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server with settings that let it get sick, shared by the tests of the doctor: what one of them does to it is mended
 * before the next looks. It ends with the JVM.
 */
final class SickServer {

    private static @Nullable SickServer shared;

    private final LocalPostgres server;
    private final ThrowawayDatabase database;

    private SickServer(LocalPostgres server) throws SQLException, IOException {
        this.server = server;
        this.database = server.database();
    }

    /** Started when it is first asked for. */
    static synchronized SickServer get() throws SQLException, IOException {
        if (shared == null) {
            SickServer started = new SickServer(LocalPostgres.start(Map.of(
                    "max_prepared_transactions", "5",
                    "archive_mode", "on",
                    // The shell's: it fails.
                    "archive_command", "false",
                    "wal_level", "logical",
                    "autovacuum", "off",
                    "autovacuum_freeze_max_age", "100000")));
            started.execute("create schema ward");
            shared = started;
        }
        return shared;
    }

    LocalPostgres server() {
        return server;
    }

    ThrowawayDatabase database() {
        return database;
    }

    Login superuser() {
        return database.administrator();
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = superuser().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String ask(String sql) throws SQLException {
        try (Connection connection = superuser().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    static Rule rule(String id) {
        return Doctor.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    List<Finding> find(String id) throws SQLException {
        return find(id, "", "");
    }

    /** With a threshold that a test needn't wait for. */
    List<Finding> find(String id, String threshold, String lower) throws SQLException {
        Rule rule = rule(id);
        assertThat(rule.sql()).contains(threshold);
        Rule impatient = new Rule(
                id,
                rule.group(),
                rule.severity(),
                rule.title(),
                rule.why(),
                rule.closes(),
                rule.needs(),
                threshold.isEmpty() ? rule.sql() : rule.sql().replace(threshold, lower));
        try (Connection connection = superuser().connect()) {
            return impatient.find(connection);
        }
    }

    void mend(Finding finding) throws SQLException {
        try (Connection connection = superuser().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : finding.mend().replaceAll("(?m)^--.*$", "").split(";")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
        // What a setting of the whole server is reread takes a moment.
        if (finding.mend().contains("pg_reload_conf")) {
            awaitReload();
        }
    }

    void awaitReload() throws SQLException {
        execute("select pg_sleep(0.3)");
    }

    static Finding only(List<Finding> findings, String object) {
        return findings.stream()
                .filter(finding -> finding.object().contains(object))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not found: " + object + " among " + findings));
    }
}
