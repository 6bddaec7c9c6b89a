package com.operanttechnologies.tenancytests.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the layer takes for granted is so on each version of PostgreSQL that the suite runs on. */
@Tag("isolation")
@ExtendWith(PostgresExtension.class)
class PostgresVersionTest {

    @Test
    void the_server_is_of_the_version_that_the_run_names(PostgresUnderTest server) {
        String wanted = System.getProperty("tenancy.postgres.version", "");

        assertThat(server.version()).startsWith(wanted);
    }

    @Test
    void addresses_of_any_script_are_the_same_in_either_case(PostgresUnderTest server) throws SQLException {
        assertThat(ask(server, "select lower('JÖRG@ÉTÉ.EXAMPLE') = 'jörg@été.example'"))
                .isEqualTo("t");
        assertThat(ask(server, "select 'ПОЧТА@ПРИМЕР.РФ' ilike 'почта@пример.рф'"))
                .isEqualTo("t");
    }

    private static String ask(PostgresUnderTest server, String sql) throws SQLException {
        try (ThrowawayDatabase database = server.newDatabase();
                Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
