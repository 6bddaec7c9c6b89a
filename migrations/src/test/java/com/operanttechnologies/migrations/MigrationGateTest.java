package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.operanttechnologies.migrations.gate.Finding;
import com.operanttechnologies.migrations.gate.GateException;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration that breaks a rule leaves nothing behind, and says all that is wrong at once. */
@Tag("SEC-3")
@Tag("thorough")
class MigrationGateTest {

    private static final String GOOD_TABLE =
            "create table stage.good (customer_id uuid not null default tenancy.current_customer(),"
                    + " id uuid not null, primary key (customer_id, id));\n"
                    + "select tenancy.protect('stage.good', 'telemetry', 'as long as the test runs');\n";

    private ThrowawayDatabase database;

    @TempDir
    private Path folder;

    @BeforeEach
    void copy() throws Exception {
        database = SharedDatabase.get().copy();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private Migrator migrator() {
        return Migrator.of(database.login(DatabaseRole.MIGRATOR))
                .withLocation("filesystem:" + folder)
                .accepting("server-rls-hole");
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(folder.resolve(name), sql);
    }

    private boolean exists(String table) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select to_regclass('" + table + "') is not null")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Test
    void a_table_that_nobody_protects_is_rolled_back_with_its_migration() throws Exception {
        write("V1000__bad.sql", "create table stage.bad (id integer);\ngrant select on relay.screen to public;\n");
        assertThatThrownBy(() -> migrator().migrate())
                .isInstanceOfSatisfying(
                        GateException.class,
                        refusal -> assertThat(refusal.report().errors())
                                .extracting(finding -> finding.rule().id(), Finding::object)
                                .contains(
                                        tuple("table-unregistered", "stage.bad"),
                                        tuple("rls-disabled", "stage.bad"),
                                        tuple("rls-not-forced", "stage.bad"),
                                        tuple("granted-to-public", "relay.screen")))
                .hasMessageContaining("V1000__bad.sql")
                .hasMessageContaining("rolled back")
                .hasMessageContaining("alter table stage.bad enable row level security;")
                .hasMessageContaining("revoke select on table relay.screen from public;");
        assertThat(exists("stage.bad")).isFalse();
        assertThat(migrator().info())
                .filteredOn(migration -> migration.version().equals("1000"))
                .singleElement()
                .satisfies(migration -> assertThat(migration.state()).isEqualTo("Pending"));
    }

    @Test
    void what_came_before_the_bad_one_stays_and_it_can_be_mended_and_run_again() throws Exception {
        write("V1000__good.sql", GOOD_TABLE);
        write("V1001__bad.sql", "alter table stage.good no force row level security;\n");
        assertThatThrownBy(() -> migrator().migrate()).isInstanceOf(GateException.class);
        assertThat(exists("stage.good")).isTrue();
        write("V1001__bad.sql", "comment on table stage.good is 'good';\n");
        assertThat(migrator().migrate()).isEqualTo(1);
    }

    @Test
    void the_layers_next_release_reaches_a_database_that_has_a_teams_migrations() throws Exception {
        write("V1000__good.sql", GOOD_TABLE);
        assertThat(migrator().migrate()).isEqualTo(1);
        write("V999__of_the_layers_next_release.sql", "alter table stage.good no force row level security;\n");
        assertThatThrownBy(() -> migrator().migrate())
                .isInstanceOf(GateException.class)
                .hasMessageContaining("V999__of_the_layers_next_release.sql");
        write("V999__of_the_layers_next_release.sql", "comment on table relay.screen is 'a screen';\n");
        assertThat(migrator().migrate()).isEqualTo(1);
        migrator().validate();
    }

    @Test
    void a_migration_outside_of_a_transaction_is_checked_as_well() throws Exception {
        write("V1000__good.sql", GOOD_TABLE);
        write("V1001__index.sql", "create index concurrently good_by_id on stage.good (id);\n");
        assertThatThrownBy(() -> migrator().migrate())
                .isInstanceOf(GateException.class)
                .hasMessageContaining("index-not-by-customer");
    }

    @Test
    void a_database_that_somebody_changed_by_hand_fails_though_nothing_is_pending() throws Exception {
        assertThat(migrator().migrate()).isZero();
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("alter table panel.account disable row level security");
        }
        assertThatThrownBy(() -> migrator().migrate())
                .isInstanceOf(GateException.class)
                .hasMessageContaining("panel.account has row-level security disabled");
    }

    @Test
    void only_what_no_sql_can_mend_may_be_accepted() {
        assertThatThrownBy(() -> migrator().accepting("rls-disabled"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("server-rls-hole");
    }
}
