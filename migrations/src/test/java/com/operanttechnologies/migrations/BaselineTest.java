package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.gate.GateException;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that has the layer's schema and no history. */
@Tag("thorough")
class BaselineTest {

    private static final String HISTORY =
            "select string_agg(concat_ws(' ', version, description, type, script, checksum),"
                    + " E'\\n' order by version) from tenancy.flyway_schema_history where type = 'SQL'";

    private ThrowawayDatabase database;
    private Migrator migrator;

    @BeforeEach
    void create() throws Exception {
        database = SharedDatabase.get().copy();
        migrator = Migrator.of(database.login(DatabaseRole.MIGRATOR)).accepting("server-rls-hole");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void a_complete_schema_gets_the_history_that_its_migrations_would_have_left() throws Exception {
        String before = query(HISTORY);
        int migrations =
                Integer.parseInt(query("select count(*) from tenancy.flyway_schema_history where type = 'SQL'"));
        execute("drop table tenancy.flyway_schema_history");

        assertThat(migrator.baseline()).isEqualTo(migrations);
        assertThat(query(HISTORY)).isEqualTo(before);
        migrator.validate();
        assertThat(migrator.migrate()).isZero();
    }

    @Test
    void a_schema_that_somebody_changed_is_refused_and_stays_without_a_history() throws Exception {
        execute(
                "drop table tenancy.flyway_schema_history; alter table relay.screen drop constraint screen_pkey cascade");

        assertThatThrownBy(migrator::baseline)
                .isInstanceOf(GateException.class)
                .hasMessageContaining("no history was written")
                .hasMessageContaining("screen_pkey");
        assertThat(query("select to_regclass('tenancy.flyway_schema_history')")).isNull();
    }

    @Test
    void a_schema_that_lacks_a_table_is_refused() throws Exception {
        execute("drop table tenancy.flyway_schema_history; drop table stage.share_link cascade");

        assertThatThrownBy(migrator::baseline)
                .isInstanceOf(GateException.class)
                .hasMessageContaining("stage.share_link");
    }

    @Test
    void a_database_of_somebody_else_is_refused() throws Exception {
        execute("drop schema tenancy cascade");

        assertThatThrownBy(migrator::baseline).isInstanceOf(GateException.class);
    }

    @Test
    void a_database_with_a_history_is_refused() {
        assertThatThrownBy(migrator::baseline).hasMessageContaining("has a history of");
    }
}
