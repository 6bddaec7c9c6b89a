package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The register of retention and of processing, and the job that enforces it. */
@Tag("PRV-1")
class RegisterTest {

    private static ThrowawayDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = SharedDatabase.get().copy();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    private static String operator(String sql) throws SQLException {
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }

    @Test
    @Tag("PRV-6")
    void every_table_says_why_it_is_there_how_long_rows_are_kept_and_of_which_class_each_column_is() throws Exception {
        assertThat(operator("select coalesce(string_agg(table_name, ' '), '') from privacy.data_map()"
                        + " where data_class is null or purpose is null or at_end is null or description is null"
                        + " and table_name <> 'flyway_schema_history'"
                        + " or (purpose like 'to provide the Service%')"))
                .isEmpty();
        assertThat(
                        operator(
                                "select count(*) from privacy.data_map(), json_array_elements(columns) c where c->>'class' is null"))
                .isEqualTo("0");
        assertThat(Integer.parseInt(operator("select count(*) from privacy.data_map()")))
                .isGreaterThan(60);
    }

    @Test
    @Tag("PRV-6")
    void the_register_of_processing_is_read_from_the_catalogue_as_json_and_as_markdown() throws Exception {
        assertThat(operator("select t->>'columns' from json_array_elements(privacy.data_map_json()->'tables') t"
                        + " where t->>'table' = 'panel.account'"))
                .contains("\"name\" : \"email\"", "\"class\" : \"account\"");
        assertThat(operator("select privacy.data_map_markdown()"))
                .startsWith("# Register of processing\n")
                .contains("## relay.heartbeat\n", "- kept: 30 days from reported_at, then partition dropped")
                .contains("## audit.entry\n", "- kept: 7 years from erasure, then kept beyond its Customer");
        try (ThrowawayDatabase grown = database.copy();
                Connection owner = grown.administrator().connect();
                Statement statement = owner.createStatement()) {
            statement.execute("alter table panel.account add column shoe_size integer");
            try (ResultSet map = statement.executeQuery("select privacy.data_map_markdown()")) {
                map.next();
                assertThat(map.getString(1)).contains("| shoe_size | integer | account |");
            }
        }
    }

    @Test
    void the_job_deletes_what_is_older_than_its_rule_and_a_dry_run_tells_the_same_and_deletes_nothing()
            throws Exception {
        ErasableCustomer customer = ErasableCustomer.signUp(database, 3);
        String report = operator("call privacy.preview_retention()");
        assertThat(report)
                .contains(
                        customer.id().toString(),
                        "\"table\": \"panel.session\"",
                        "\"rows\": 1",
                        "30 days from expires_at");
        assertThat(sessions(customer)).isEqualTo("2");

        customer.operator("call privacy.enforce_retention(1)");
        assertThat(sessions(customer)).isEqualTo("1");
        assertThat(operator("call privacy.preview_retention()"))
                .doesNotContain(customer.id().toString());
    }

    @Test
    void a_legal_hold_keeps_it_from_the_retention_job_as_well() throws Exception {
        ErasableCustomer customer = ErasableCustomer.signUp(database, 3);
        String hold = customer.operator(
                "select privacy.place_hold(?, 'lawyer', 'proceedings 12 O 34/26', now() + interval '1 year')");
        customer.operator("call privacy.enforce_retention()");
        assertThat(sessions(customer)).isEqualTo("2");
        customer.operator("select privacy.lift_hold('" + hold + "', 'lawyer', 'proceedings ended')");
        customer.operator("call privacy.enforce_retention()");
        assertThat(sessions(customer)).isEqualTo("1");
    }

    @Test
    @Tag("PRV-2")
    void a_legal_hold_keeps_partitions_that_have_rows_of_its_customer() throws Exception {
        ErasableCustomer customer = ErasableCustomer.signUp(database, 0);
        ErasableCustomer other = ErasableCustomer.signUp(database, 0);
        for (ErasableCustomer each : List.of(customer, other)) {
            each.asSuperuser(
                    "insert into usage.event (customer_id, event_id, kind, name, account_id, occurred_at) values ('"
                            + each.id() + "', gen_random_uuid(), 'request', 'dashboard.opened', '" + each.owner()
                            + "', now() - interval '5 years')");
        }
        // The partition of all the past ended with last week, at the latest.
        customer.asSuperuser("alter table tenancy.partitioned_table drop constraint partitioned_table_keep_check;"
                + " update tenancy.partitioned_table set keep = '1 second' where table_name = 'event'");
        String hold = customer.operator(
                "select privacy.place_hold(?, 'lawyer', 'proceedings 12 O 34/26', now() + interval '1 year')");
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement()) {
            statement.execute("call tenancy.maintain_partitions()");
            assertThat(String.valueOf(statement.getWarnings()))
                    .contains("partitions of usage.event with rows from", "are kept, as a legal hold stands");
        }
        assertThat(events(customer)).isEqualTo("1");
        assertThat(events(other)).as("of the same partition").isEqualTo("1");

        customer.operator("select privacy.lift_hold('" + hold + "', 'lawyer', 'proceedings ended')");
        customer.operator("call tenancy.maintain_partitions()");
        assertThat(events(customer)).isEqualTo("0");
        assertThat(events(other)).isEqualTo("0");
    }

    private static String events(ErasableCustomer customer) throws SQLException {
        return customer.asSuperuser("select count(*) from usage.event where customer_id = '" + customer.id() + "'");
    }

    @Test
    void the_job_goes_on_where_it_was_interrupted() throws Exception {
        ErasableCustomer customer = ErasableCustomer.signUp(database, 3);
        customer.asSuperuser(
                "update privacy.retention_run set finished_at = null, after = 'ffffffff-ffff-ffff-ffff-ffffffffffff'");
        customer.operator("call privacy.enforce_retention()");
        assertThat(sessions(customer)).as("they had been done already").isEqualTo("2");
        customer.operator("call privacy.enforce_retention()");
        assertThat(sessions(customer)).isEqualTo("1");
    }

    private static String sessions(ErasableCustomer customer) throws SQLException {
        return customer.asSuperuser("select count(*) from panel.session where customer_id = '" + customer.id() + "'");
    }
}
