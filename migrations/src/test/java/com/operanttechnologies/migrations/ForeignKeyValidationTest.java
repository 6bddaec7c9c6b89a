package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** A foreign key that a migration adds to a table with rows; see docs/adr/0008. */
@Tag("SEC-3")
class ForeignKeyValidationTest {

    private static final String FOREIGN_KEY =
            "alter table stage.child add constraint of_parent foreign key (customer_id, parent_id) references stage.parent";
    private static final String VALIDATE = "select tenancy.validate_foreign_key('stage.child', 'of_parent')";
    private static final String ORPHAN =
            "insert into stage.child values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid())";

    private static ThrowawayDatabase database;
    private Connection administrator;
    private Connection migration;

    @BeforeAll
    static void start() throws Exception {
        database = SharedDatabase.get().copy();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    /** As Flyway would: what it runs on each connection is run here. */
    @BeforeEach
    void connect() throws SQLException, IOException {
        administrator = database.administrator().connect();
        migration = database.login(DatabaseRole.MIGRATOR).connect();
        try (InputStream settings =
                Objects.requireNonNull(getClass().getResourceAsStream("/db/migration/afterConnect.sql"))) {
            run(migration, new String(settings.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @AfterEach
    void drop() throws SQLException {
        run(migration, "drop table if exists stage.child, stage.parent");
        migration.close();
        administrator.close();
    }

    private void create(String partitioning) throws SQLException {
        String columns = "(customer_id uuid not null default tenancy.current_customer(), %1$s_id uuid not null%2$s,"
                + " primary key (customer_id, %1$s_id)) %3$s";
        run(migration, "create table stage.parent " + columns.formatted("parent", "", ""));
        run(
                migration,
                "create table stage.child " + columns.formatted("child", ", parent_id uuid not null", partitioning));
        protect("parent");
        protect("child");
        if (!partitioning.isEmpty()) {
            run(migration, "create table stage.child_1 partition of stage.child default");
            protect("child_1");
        }
        run(
                administrator,
                "insert into stage.parent select gen_random_uuid(), gen_random_uuid() from generate_series(1, 50)");
        run(
                administrator,
                "insert into stage.child select customer_id, gen_random_uuid(), parent_id from stage.parent");
    }

    private void protect(String table) throws SQLException {
        run(migration, "select tenancy.protect('stage." + table + "', 'customer_data', 'as long as the test runs')");
    }

    @Test
    void is_refused_where_postgres_could_not_look_at_the_rows() throws SQLException {
        create("");
        assertThat(state(FOREIGN_KEY)).isEqualTo("42501");
        assertThat(state("update stage.child set parent_id = parent_id")).isEqualTo("42501");
    }

    /** Why that is good: if this fails one day, PostgreSQL has learnt to look, and the rest can go. */
    @Test
    void would_pass_unseen_with_row_security_on() throws SQLException {
        create("");
        run(administrator, ORPHAN);
        run(migration, "set row_security = on");
        assertThat(state(FOREIGN_KEY)).as("by the policy recorder").isEqualTo("42501");
        run(migration, "drop policy recorder on stage.child");
        run(migration, FOREIGN_KEY);
        assertThat(value("select convalidated from pg_constraint where conname = 'of_parent'"))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "partition by list (customer_id)"})
    void is_validated_against_the_rows_of_every_customer(String partitioning) throws SQLException {
        create(partitioning);
        if (!partitioning.isEmpty() && administrator.getMetaData().getDatabaseMajorVersion() < 18) {
            // There a partitioned table takes no such key, so none is valid unseen.
            assertThat(state(FOREIGN_KEY + " not valid")).isEqualTo("42809");
            return;
        }
        run(migration, FOREIGN_KEY + " not valid");
        assertThatThrownBy(() -> run(administrator, ORPHAN)).hasMessageContaining("of_parent");
        run(administrator, "set session_replication_role = replica");
        run(administrator, ORPHAN);
        String before = privileges();
        assertThat(state(VALIDATE)).isEqualTo("23503");
        assertThat(privileges()).isEqualTo(before);
        run(
                administrator,
                "delete from stage.child c where not exists (select from stage.parent p where p.parent_id = c.parent_id)");
        assertThat(state(VALIDATE)).isEqualTo("done");
        assertThat(privileges()).isEqualTo(before);
        assertThat(value("select bool_and(convalidated) from pg_constraint where conname like 'of_parent%'"))
                .isEqualTo("t");
    }

    @Test
    void that_is_not_there_is_named() throws SQLException {
        create("");
        assertThatThrownBy(() -> run(migration, VALIDATE))
                .isInstanceOf(PSQLException.class)
                .hasMessageContaining("stage.child has no foreign key of_parent");
    }

    /** SQLState of the migration's statement, or "done". */
    private String state(String sql) throws SQLException {
        try {
            run(migration, sql);
            return "done";
        } catch (PSQLException e) {
            return Objects.requireNonNull(e.getSQLState());
        }
    }

    private String privileges() throws SQLException {
        return value("select string_agg(relname || relacl::text, ' ' order by relname) from pg_class"
                + " where relname in ('child', 'child_1', 'parent')");
    }

    private String value(String sql) throws SQLException {
        try (Statement statement = administrator.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
