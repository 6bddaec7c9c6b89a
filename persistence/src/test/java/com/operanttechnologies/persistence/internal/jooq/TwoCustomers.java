package com.operanttechnologies.persistence.internal.jooq;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * A real database with rows of two Customers that are alike in everything, ids included, but for titles that begin
 * with A or B. Its administrator bypasses row-level security, so that nothing but the predicate tells them apart.
 */
final class TwoCustomers implements AutoCloseable {

    static final UUID A = UUID.fromString("0190a000-0000-7000-8000-00000000000a");
    static final UUID B = UUID.fromString("0190b000-0000-7000-8000-00000000000b");
    static final TenantTables TABLES = TenantTables.of(List.of(
            "tenancy.customer",
            "tenancy.customer_key",
            "panel.account",
            "panel.credential",
            "panel.backup_code",
            "panel.session",
            "stage.dashboard",
            "stage.dashboard_version",
            "stage.publication",
            "stage.data_source"));

    private static final List<String> CHILDREN_FIRST = List.of(
            "panel.account", "stage.publication", "stage.dashboard_version", "stage.dashboard", "tenancy.customer");

    private final ThrowawayDatabase database;
    final Connection administrator;

    private TwoCustomers(ThrowawayDatabase database, Connection administrator) {
        this.database = database;
        this.administrator = administrator;
    }

    static TwoCustomers start() throws SQLException {
        ThrowawayDatabase database = TestDatabase.own();
        Connection administrator = database.administrator().connect();
        try (Statement statement = administrator.createStatement()) {
            statement.execute(rows(A, "A"));
            statement.execute(rows(B, "B"));
        }
        administrator.setAutoCommit(false);
        return new TwoCustomers(database, administrator);
    }

    ThrowawayDatabase database() {
        return database;
    }

    /** The id that the dashboard of this number has at both Customers. */
    static UUID dashboard(int number) {
        return new UUID(0x0190_d000_0000_7000L, 0x8000_0000_0000_0000L + number);
    }

    /** Four dashboards: 1 published, 2 with versions but a draft, 3 and 4 empty, 4 archived. Two accounts. */
    private static String rows(UUID customer, String name) {
        String accounts =
                "insert into panel.account (customer_id, account_id, email, display_name, role) values ('%1$s', '%3$s', 'one@example.org', '%2$s-one', 'owner'), ('%1$s', '%4$s', 'two@example.org', '%2$s-two', 'viewer');";
        return ("insert into tenancy.customer (customer_id, name) values ('%1$s', '%2$s');"
                        + "insert into stage.dashboard (customer_id, dashboard_id, title, latest_version, archived) values"
                        + " ('%1$s', '%3$s', '%2$s-1', 2, false), ('%1$s', '%4$s', '%2$s-2', 1, false),"
                        + " ('%1$s', '%5$s', '%2$s-3', 0, false), ('%1$s', '%6$s', '%2$s-4', 0, true);"
                        + "insert into stage.dashboard_version (customer_id, dashboard_id, number, content, created_by) values"
                        + " ('%1$s', '%3$s', 1, '{\"of\": \"%2$s\"}', '%2$s'), ('%1$s', '%3$s', 2, '{}', '%2$s'),"
                        + " ('%1$s', '%4$s', 1, '{}', '%2$s');"
                        + "insert into stage.publication (customer_id, dashboard_id, number, published_by) values"
                        + " ('%1$s', '%3$s', 2, '%2$s');"
                        + accounts)
                .formatted(customer, name, dashboard(1), dashboard(2), dashboard(3), dashboard(4));
    }

    /** jOOQ as the administrator, without the predicate. */
    DSLContext unfiltered() {
        return DSL.using(administrator, SQLDialect.POSTGRES);
    }

    /** jOOQ as the administrator, with the predicate for Customer A. */
    DSLContext asA() {
        return DSL.using(SessionConfiguration.of(administrator, TABLES, A));
    }

    /** Every row of a Customer, in a fixed order. */
    String rowsOf(UUID customer) {
        StringBuilder rows = new StringBuilder();
        for (String table : CHILDREN_FIRST) {
            rows.append(unfiltered()
                    .fetch("select t::text from " + table + " t where customer_id = ? order by t::text", customer)
                    .formatCSV());
        }
        return rows.toString();
    }

    void removeB() {
        for (String table : CHILDREN_FIRST) {
            unfiltered().execute("delete from " + table + " where customer_id = ?", B);
        }
    }

    @Override
    public void close() throws SQLException {
        administrator.close();
        database.close();
    }
}
