package com.operanttechnologies.persistence.internal.bind;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.TenancyException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Parameters of a batch go to the driver at once from its second item on, and behave as they do without a session. */
@Tag("SEC-3")
class BoundBatchTest {

    private static final String INSERT =
            "insert into stage.dashboard (customer_id, dashboard_id, title) values (?, ?, ?)";

    private static TenantDatabase database;
    private UUID acme = new UUID(0, 0);

    @BeforeAll
    static void open() {
        database = TenantDatabase.open(TestDatabase.config().poolSize(2).build());
    }

    @BeforeEach
    void signUp() {
        acme = TestDatabase.newCustomer(database, "Acme");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @FunctionalInterface
    interface Work {
        void on(PreparedStatement insert) throws SQLException;
    }

    /** In one transaction; the titles that are there afterwards. */
    private List<String> titlesAfter(Work work) {
        TenantScope scope = TenantScope.job(acme, "test", "test");
        database.execute(scope, session -> {
            try (PreparedStatement insert = session.connection().prepareStatement(INSERT)) {
                work.on(insert);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        return database.read(
                scope,
                session -> session.dsl()
                        .select(DASHBOARD.TITLE)
                        .from(DASHBOARD)
                        .orderBy(DASHBOARD.TITLE)
                        .fetch(DASHBOARD.TITLE));
    }

    private void set(PreparedStatement insert, String title) throws SQLException {
        insert.setObject(2, UUID.randomUUID());
        insert.setString(3, title);
    }

    @Test
    void a_parameter_keeps_its_value_from_item_to_item() {
        assertThat(titlesAfter(insert -> {
                    insert.setObject(1, acme);
                    for (String title : List.of("first", "second", "third")) {
                        set(insert, title);
                        insert.addBatch();
                    }
                    assertThat(insert.executeBatch()).containsExactly(1, 1, 1);
                }))
                .containsExactly("first", "second", "third");
    }

    @Test
    void what_is_set_after_a_batch_is_what_is_executed_next() {
        assertThat(titlesAfter(insert -> {
                    insert.setObject(1, acme);
                    set(insert, "in the batch");
                    insert.addBatch();
                    insert.executeBatch();
                    set(insert, "on its own");
                    assertThat(insert.executeUpdate()).isEqualTo(1);
                    set(insert, "second batch");
                    insert.addBatch();
                    insert.executeBatch();
                }))
                .containsExactly("in the batch", "on its own", "second batch");
    }

    @Test
    void cleared_parameters_are_missing() {
        assertThatThrownBy(() -> titlesAfter(insert -> {
                    insert.setObject(1, acme);
                    set(insert, "kept by nobody");
                    insert.addBatch();
                    insert.clearParameters();
                    insert.addBatch();
                    insert.executeBatch();
                }))
                .hasRootCauseInstanceOf(TenancyException.class)
                .hasStackTraceContaining("22023");
    }

    @Test
    void other_sql_is_not_executed_on_a_prepared_statement() {
        assertThatThrownBy(() -> titlesAfter(insert -> insert.execute("select 1")))
                .hasStackTraceContaining("42601");
    }

    @Test
    void rows_that_are_added_in_one_call_are_the_batch_item_that_their_parameters_would_be() {
        assertThat(titlesAfter(insert -> {
                    ((RowBatch) insert)
                            .addRows(List.<Object[]>of(new Object[] {acme, UUID.randomUUID(), "in one call"}));
                    insert.setString(3, "one by one");
                    insert.setObject(2, UUID.randomUUID());
                    insert.addBatch();
                    assertThat(insert.executeBatch()).containsExactly(1, 1);
                }))
                .containsExactly("in one call", "one by one");
    }

    @Test
    void rows_with_a_value_of_no_known_type_are_not_added() {
        assertThat(titlesAfter(insert -> {
                    RowBatch rows = (RowBatch) insert;
                    rows.addRows(List.<Object[]>of(new Object[] {acme, UUID.randomUUID(), "good"}));
                    assertThatThrownBy(() -> rows.addRows(List.<Object[]>of(new Object[] {acme, 'x', "bad"})))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("java.lang.Character");
                    insert.executeBatch();
                }))
                .containsExactly("good");
    }

    @Test
    void rows_added_in_one_call_are_bound_and_kept_to_their_customer() {
        UUID other = TestDatabase.newCustomer(database, "Other");
        assertThatThrownBy(() -> titlesAfter(insert -> {
                    ((RowBatch) insert).addRows(List.<Object[]>of(new Object[] {other, UUID.randomUUID(), "foreign"}));
                    insert.executeBatch();
                }))
                .hasStackTraceContaining("it would reach outside the scope's Customer");
    }

    @Test
    void rows_are_not_added_after_the_session() {
        PreparedStatement[] kept = new PreparedStatement[1];
        titlesAfter(insert -> kept[0] = insert);
        assertThatThrownBy(() -> ((RowBatch) kept[0]).addRows(List.of())).isInstanceOf(TenancyException.class);
    }
}
