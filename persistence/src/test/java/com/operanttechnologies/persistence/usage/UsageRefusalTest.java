package com.operanttechnologies.persistence.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;

/** What the database itself refuses, whoever sends it as the runtime role. */
@Tag("USE-1")
class UsageRefusalTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope scope = sessions.newCustomer("Customer of a test");

    private Connection bound() throws SQLException {
        String token = sessions.read(
                scope,
                session -> String.valueOf(session.dsl().fetchValue("select current_setting('operant.context')")));
        Connection connection =
                TestDatabase.database().login(DatabaseRole.RUNTIME).connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select tenancy.bind('" + token + "', false)");
        }
        return connection;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "occurred_at | now() + interval '25 hours'   | event_not_in_future",
                "occurred_at | 'infinity'                    | event_not_in_future",
                "ip          | '192.0.2.0/24'                | event_ip_is_one_host",
                "ip          | '2001:db8::/64'               | event_ip_is_one_host",
                "country     | 'us'                          | event_country_check",
                "country     | 'USA'                         | event_country_check",
                "region      | 'CA'                          | event_region_of_country",
                "country, region | 'US', '37.7749,-122.4194' | event_region_check",
                "details     | '[]'                          | event_details_check",
                "details     | json_build_object('a', repeat('x', 8192)) | event_details_size",
                "user_agent  | repeat('x', 513)              | event_user_agent_check",
                "status_code | 600                           | event_status_code_check",
                "duration_ms | -1                            | event_duration_ms_check",
            })
    void a_value_that_breaks_a_rule_is_refused_with_the_rules_name(String column, String value, String constraint)
            throws SQLException {
        String time = column.equals("occurred_at") ? "" : ", occurred_at";
        try (Connection connection = bound();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("insert into usage.event (event_id, kind, name, " + column + time
                            + ") values (gen_random_uuid(), 'request', 'x', " + value
                            + (time.isEmpty() ? "" : ", now()") + ")"))
                    .isInstanceOfSatisfying(PSQLException.class, e -> {
                        assertThat(e.getSQLState()).isEqualTo("23514");
                        assertThat(e.getServerErrorMessage().getConstraint()).isEqualTo(constraint);
                    });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update usage.event set name = 'other'",
                "truncate usage.event",
                "select * from usage.event_past",
                "insert into usage.event_rest default values",
                "drop table usage.event_past",
                "select * from analytics.contribution",
            })
    void events_do_not_change_and_partitions_are_no_way_around(String sql) throws SQLException {
        try (Connection connection = bound();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    void a_location_finer_than_a_region_has_no_column() throws SQLException {
        try (Connection connection = bound();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select string_agg(attname, ' ' order by attnum) from pg_attribute"
                        + " where attrelid = 'usage.event'::regclass and attnum > 0 and not attisdropped")) {
            rows.next();
            assertThat(rows.getString(1))
                    .isEqualTo("customer_id event_id kind name account_id occurred_at duration_ms status_code ip"
                            + " user_agent country region details");
        }
    }
}
