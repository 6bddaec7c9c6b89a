package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("thorough")
class MigratorTest {

    @Test
    void migrates_an_empty_database_and_then_has_nothing_left_to_do() throws Exception {
        try (LocalPostgres server = LocalPostgres.start()) {
            Login migrator = server.login(DatabaseRole.MIGRATOR);
            assertThat(Migrator.of(migrator).migrate()).isZero();
            Migrator.of(migrator).validate();
            try (Connection connection = migrator.connect();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select version()")) {
                assertThat(rows.next()).isTrue();
                System.out.println(rows.getString(1));
            }
        }
    }
}
