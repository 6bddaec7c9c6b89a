package com.operanttechnologies.migrations.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the gate says of databases as a whole: a migrated one, and others. */
@Tag("SEC-3")
class GateTest {

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

    @Test
    void a_migrated_database_breaks_no_rule() throws SQLException {
        try (Connection connection = server.login(DatabaseRole.MIGRATOR).connect()) {
            assertThat(Gate.check(connection).errors()).isEmpty();
        }
    }
}
