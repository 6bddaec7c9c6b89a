package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an erasure keeps, it searches and counts in steps as well: of a Customer with more rows than a batch. */
@Tag("PRV-2")
@Tag("PRV-5")
@Tag("thorough")
class ErasureScanTest {

    private static final int BATCH = 250;
    private static final int ROWS = 1234;
    /** More than it takes. */
    private static final int MOST_STEPS = 80;

    private static ThrowawayDatabase database;

    private ErasableCustomer customer;

    /** A step, and how many rows and index entries of the table with partitions it read. */
    private record Step(String table, long removed, long scanned, boolean done, long read) {}

    @BeforeAll
    static void start() throws Exception {
        database = SharedDatabase.get().copy();
        KeptRows.createTable(database);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void terminate() throws SQLException {
        customer = ErasableCustomer.signUp(database, 10);
        KeptRows.add(customer, ROWS);
        customer.terminate();
        customer.endGracePeriod();
    }

    @Test
    void what_is_kept_is_searched_in_committed_steps_and_each_row_is_counted_once() throws Exception {
        List<Step> steps = assertScanned(customer);
        assertThat(steps.stream().map(Step::table).distinct())
                .containsSubsequence(
                        "record of the job",
                        "tenancy.customer_key",
                        "tenancy.customer",
                        "scan of audit.entry",
                        "scan of panel.billing_profile",
                        "scan of panel.invoice_line",
                        "scan of stage.kept_event",
                        "last look");
        assertThat(customer.asSuperuser("select count(*) filter (where note <> 'erased') || ' ' || count(*)"
                        + " from stage.kept_event where customer_id = '" + customer.id() + "'"))
                .isEqualTo("0 " + ROWS);
        assertThat(customer.asSuperuser("select count(scanned_to) from privacy.erasure_table"))
                .as("keys that are still noted")
                .isEqualTo("0");
    }

    /** Entries of indexes: to find the last key, to replace, to count, both versions; one more of each partition. */
    @Test
    void a_step_reads_its_batch_and_not_the_table() throws Exception {
        List<Step> ofTable = assertScanned(customer).stream()
                .filter(step -> step.table().equals("scan of stage.kept_event"))
                .toList();
        assertThat(ofTable).hasSize(ROWS / BATCH + 1).allMatch(step -> step.read() <= 5 * BATCH);
    }

    @Test
    void another_customer_s_rows_are_not_counted_nor_replaced() throws Exception {
        ErasableCustomer other = ErasableCustomer.signUp(database, 1);
        KeptRows.add(other, 150);
        assertScanned(customer);
        assertThat(other.asSuperuser("select count(*) from stage.kept_event where note <> 'erased' and customer_id = '"
                        + other.id() + "'"))
                .isEqualTo("150");
    }

    /** So that the tests above would notice: each of these is one slip in the scan. */
    @Test
    @Tag("thorough")
    void a_scan_that_forgot_where_it_was_would_be_noticed() throws Exception {
        assertNoticed("if after is not null then", "if false then");
    }

    @Test
    @Tag("thorough")
    void a_scan_that_skipped_rows_with_the_same_first_column_of_the_key_would_be_noticed() throws Exception {
        assertNoticed(
                "span := format('%s and (%s) > (%s)', span, keys, start);",
                "span := format('%s and %s > %s', span, split_part(keys, ', ', 1), split_part(start, ', ', 1));");
    }

    @Test
    @Tag("thorough")
    void a_scan_of_all_in_one_step_would_be_noticed() throws Exception {
        assertNoticed("order by %2$s limit $3", "order by %2$s limit greatest($3, 10000)");
    }

    private static void assertNoticed(String code, String broken) throws Exception {
        try (ThrowawayDatabase copy = SharedDatabase.get().copy()) {
            KeptRows.createTable(copy);
            ErasableCustomer another = ErasableCustomer.signUp(copy, 10);
            KeptRows.add(another, ROWS);
            another.terminate();
            another.endGracePeriod();
            String definition = another.asSuperuser(
                    "select pg_get_functiondef('privacy.scan_batch(regclass, text[], integer, text, text[])'::regprocedure)");
            assertThat(definition).contains(code);
            another.asSuperuser(definition.replace(code, broken));
            assertThatThrownBy(() -> assertScanned(another)).isInstanceOf(AssertionError.class);
        }
    }

    /**
     * Erases a Customer step by step. After each, another session sees what was counted so far, and none has counted
     * more than a batch. Meanwhile its audit log grows, also at its end.
     */
    private static List<Step> assertScanned(ErasableCustomer customer) throws SQLException {
        List<Step> steps = new ArrayList<>();
        long scanned = 0;
        try (Connection operator =
                        customer.database().login(DatabaseRole.OPERATOR).connect();
                Connection superuser = customer.database().administrator().connect();
                Statement other = superuser.createStatement()) {
            do {
                Step step = step(customer, operator);
                steps.add(step);
                scanned += step.scanned();
                assertThat(steps).as("steps").hasSizeLessThan(MOST_STEPS);
                assertThat(step.scanned()).as(step.table()).isLessThanOrEqualTo(BATCH);
                assertThat(number(
                                other,
                                "select coalesce(sum(kept), 0) from privacy.erasure_table where customer_id = '"
                                        + customer.id() + "'"))
                        .as("counted up to this step, which was of " + step.table())
                        .isEqualTo(scanned);
                if (step.table().equals("scan of stage.kept_event")) {
                    customer.operator("select tenancy.seal_job(?, 'other-" + steps.size() + "')");
                }
            } while (!steps.get(steps.size() - 1).done());
        }
        KeptRows.assertCertified(customer);
        return steps;
    }

    private static Step step(ErasableCustomer customer, Connection operator) throws SQLException {
        operator.setAutoCommit(false);
        try (Statement statement = operator.createStatement()) {
            String own =
                    "select sum(pg_stat_get_xact_tuples_returned(oid)) from pg_class where relname ~ '^kept_event'";
            long before = number(statement, own);
            Step step;
            try (ResultSet row = statement.executeQuery("select s.at_table, s.removed, s.scanned, s.done"
                    + " from privacy.erase_step('" + customer.id() + "', 'jane', 'the contract has ended', " + BATCH
                    + ") s")) {
                row.next();
                step = new Step(row.getString(1), row.getLong(2), row.getLong(3), row.getBoolean(4), 0);
            }
            long read = number(statement, own) - before;
            operator.commit();
            return new Step(step.table(), step.removed(), step.scanned(), step.done(), read);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
