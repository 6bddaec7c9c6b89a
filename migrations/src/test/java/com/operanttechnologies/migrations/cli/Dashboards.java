package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.SealedScope;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A Customer's ten dashboards, by which a backup's tests know a Customer again. */
final class Dashboards {

    private Dashboards() {}

    static void signUp(SealedScope scope) throws SQLException {
        UUID customer = scope.customer();
        try (Connection connection = scope.begin();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into tenancy.customer (customer_id, name) values ('" + customer + "', 'One')");
            statement.execute("insert into stage.dashboard (customer_id, dashboard_id, title) select '" + customer
                    + "', gen_random_uuid(), 'Sales' from generate_series(1, 10)");
            statement.execute("select audit.append('customer.signed_up', 'customer', '" + customer
                    + "', null, 'a test', 'request', '{}')");
            connection.commit();
        }
    }

    static void retitle(SealedScope scope, String title) throws SQLException {
        try (Connection connection = scope.begin();
                Statement statement = connection.createStatement()) {
            statement.execute("update stage.dashboard set title = '" + title + "' where customer_id = '"
                    + scope.customer() + "'");
            connection.commit();
        }
    }

    /** Whose they are, how many, and a title, as the runtime role sees them without a predicate. */
    static String told(SealedScope scope) throws SQLException {
        try (Connection connection = scope.begin();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select string_agg(distinct customer_id::text, ' ') || ' '"
                        + " || count(*) || ' ' || max(title) from stage.dashboard")) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
