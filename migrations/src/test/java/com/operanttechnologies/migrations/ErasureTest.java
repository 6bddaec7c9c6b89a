package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Erasure of a Customer, as the operator runs it and as the superuser then looks everywhere. */
@Tag("PRV-2")
@Tag("PRV-5")
@Tag("thorough")
class ErasureTest {

    private static final String STEP =
            "select at_table from privacy.erase_step(?, 'jane', 'the contract has ended', 100)";
    /** Where an erased Customer's identifier stays: what proves the erasure, and what is kept by class. */
    private static ThrowawayDatabase database;

    private ErasableCustomer customer;

    @BeforeAll
    static void start() throws Exception {
        database = SharedDatabase.get().copy();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void signUp() throws SQLException {
        customer = ErasableCustomer.signUp(database, 500);
    }

    @Test
    void nothing_is_left_but_what_is_kept_with_its_reason() throws Exception {
        customer.terminate();
        customer.endGracePeriod();
        customer.erase();
        String entries = audited();
        assertThat(customer.whereFound(customer.id().toString())).isEqualTo(ErasableCustomer.KEPT);
        assertThat(customer.operator("select state from privacy.state(?)")).isEqualTo("erased");
        assertThat(customer.removed())
                .isEqualTo("panel.account 1, panel.answerable_owner 1, panel.session 2, stage.dashboard 500,"
                        + " stage.dashboard_version 500, tenancy.customer 1, tenancy.customer_key 1, usage.event 500");
        assertThat(
                        customer.operator(
                                "select string_agg(concat_ws(' ', k->>'table', k->>'rows', k->>'values_with_address',"
                                        + " length(k->>'because') > 10, (k->>'until')::timestamptz > now() + interval '6 years'), ', ')"
                                        + " from json_array_elements(privacy.erasure_report(?)->'kept') k where k->>'rows' <> '0'"))
                .isEqualTo("audit.entry " + entries + " 0 t t, panel.billing_profile 1 0 t t");
    }

    @Test
    void another_customer_keeps_every_row_also_one_with_the_same_person() throws Exception {
        ErasableCustomer other = ErasableCustomer.signUp(database, 300);
        String tables = other.whereFound(other.id().toString());
        customer.terminate();
        customer.endGracePeriod();
        customer.erase();
        assertThat(other.whereFound(other.id().toString())).isEqualTo(tables);
        assertThat(other.asSuperuser(
                        "select (select count(*) from stage.dashboard d where d.customer_id = c.customer_id)"
                                + " + (select count(*) from usage.event e where e.customer_id = c.customer_id)"
                                + " + (select count(*) from gateway.secret s where s.customer_id = c.customer_id)"
                                + " from tenancy.customer c where c.customer_id = '" + other.id() + "'"))
                .isEqualTo("601");
    }

    @Test
    void the_key_is_destroyed_first() throws Exception {
        customer.terminate();
        customer.endGracePeriod();
        assertThat(customer.operator(STEP)).isEqualTo("record of the job");
        assertThat(customer.operator(STEP)).isEqualTo("tenancy.customer_key");
        assertThat(customer.asSuperuser(
                        "select count(*) from tenancy.customer_key where customer_id = '" + customer.id() + "'"))
                .isEqualTo("0");
    }

    @Test
    void nothing_is_erased_of_an_active_customer_nor_within_the_grace_period() throws Exception {
        assertThat(customer.operator(STEP)).isEqualTo("record of the job");
        refused("grace period", STEP);
        customer.terminate();
        refused("grace period", STEP);
        assertThat(customer.asSuperuser(
                        "select count(*) from tenancy.customer_key where customer_id = '" + customer.id() + "'"))
                .isEqualTo("1");
    }

    @Test
    void each_of_several_legal_holds_stops_it_until_it_is_lifted_or_ends() throws Exception {
        customer.terminate();
        customer.endGracePeriod();
        customer.operator(STEP);
        customer.operator(STEP);
        String first = customer.operator(
                "select privacy.place_hold(?, 'lawyer', 'proceedings 12 O 34/26', now() + interval '1 year')");
        customer.operator(
                "select privacy.place_hold(?, 'lawyer', 'a request of the tax office', now() + interval '1 year')");
        refused("legal hold", STEP);
        assertThat(customer.operator("select privacy.lift_hold('" + first + "', 'lawyer', 'proceedings ended')"))
                .isEqualTo("t");
        refused("legal hold", STEP);
        customer.asSuperuser(
                "update tenancy.legal_hold set placed_at = now() - interval '2 days', ends_at = now() - interval '1 day'"
                        + " where lifted_at is null");
        customer.erase();
        assertThat(customer.operator("select state from privacy.state(?)")).isEqualTo("erased");
    }

    private void refused(String why, String sql) {
        assertThatThrownBy(() -> customer.operator(sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"))
                .hasMessageContaining(why);
    }

    /** Not the job's good will but the policy: whatever the operator sends by hand. */
    @ParameterizedTest
    @ValueSource(strings = {"stage.dashboard", "usage.event", "panel.session", "audit.entry", "panel.invoice"})
    void by_hand_the_operator_deletes_nothing_of_what_is_held_or_kept(String table) throws Exception {
        customer.operator(
                "select privacy.place_hold(?, 'lawyer', 'proceedings 12 O 34/26', now() + interval '1 year')");
        customer.terminate();
        customer.endGracePeriod();
        assertDeletionIsRefused(customer, table);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stage.dashboard", "audit.entry", "panel.billing_profile"})
    void by_hand_the_operator_deletes_neither_an_active_customers_data_nor_what_outlives_it(String table)
            throws Exception {
        assertDeletionIsRefused(customer, table);
    }

    private static void assertDeletionIsRefused(ErasableCustomer customer, String table) throws SQLException {
        customer.operator("select tenancy.seal_job(?, 'byhand')");
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement()) {
            operator.setAutoCommit(false);
            statement.execute("select tenancy.bind(tenancy.seal_job('" + customer.id() + "', 'byhand'), false)");
            assertThatThrownBy(() -> statement.execute("delete from " + table))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    void the_operator_reaches_one_customer_at_a_time_and_changes_no_row() throws Exception {
        ErasableCustomer other = ErasableCustomer.signUp(database, 3);
        customer.operator("select tenancy.seal_job(?, 'byhand')");
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement()) {
            operator.setAutoCommit(false);
            statement.execute("select tenancy.bind(tenancy.seal_job('" + customer.id() + "', 'byhand'), false)");
            try (var rows = statement.executeQuery("select count(distinct customer_id) from stage.dashboard")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(1);
            }
            assertThat(statement.executeUpdate("delete from panel.session where customer_id = '" + other.id() + "'"))
                    .isZero();
            for (String sql :
                    List.of("update stage.dashboard set title = 'x'", "insert into stage.dashboard default values")) {
                operator.rollback();
                assertThatThrownBy(() -> statement.execute(sql))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("42501"));
            }
        }
    }

    @Test
    void a_second_job_at_the_same_customer_is_told() throws Exception {
        customer.terminate();
        customer.endGracePeriod();
        customer.operator(STEP);
        try (Connection first = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.execute(STEP.replace("?", "'" + customer.id() + "'"));
            assertThatThrownBy(() -> customer.operator(STEP))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
            first.rollback();
        }
        customer.erase();
    }

    @Test
    void the_scan_finds_what_stands_where_it_must_not() throws Exception {
        customer.terminate();
        customer.endGracePeriod();
        customer.asSuperuser(
                "insert into tenancy.unscoped_table values ('stage', 'note', 'somebody''s own notes, of no Customer');"
                        + " create table stage.note (note text); alter table stage.note owner to operant_owner;"
                        + " insert into stage.note values ('asked by JO.Owner@example.com')");
        try {
            assertThatThrownBy(customer::erase).hasMessageContaining("- stage.note");
            assertThat(customer.operator("select state from privacy.state(?)")).isEqualTo("terminated");
        } finally {
            customer.asSuperuser("drop table stage.note; delete from tenancy.unscoped_table where table_name = 'note'");
        }
        customer.erase();
        assertThat(customer.operator("select state from privacy.state(?)")).isEqualTo("erased");
    }

    @Test
    void an_erased_customer_is_nobody_ever_again() throws Exception {
        customer.terminate();
        customer.endGracePeriod();
        customer.erase();
        assertThatThrownBy(() -> {
                    try (Connection runtime = customer.scope("signup").begin();
                            Statement statement = runtime.createStatement()) {
                        statement.execute("insert into tenancy.customer (customer_id, name) values ('" + customer.id()
                                + "', 'x')");
                    }
                })
                .hasMessageContaining("operant: this Customer is erased");
        assertThatThrownBy(() -> customer.operator("select privacy.reactivate(?, 'jane', 'back again')"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void what_is_kept_goes_whole_once_its_time_is_over_and_not_before() throws Exception {
        customer.terminate();
        customer.endGracePeriod();
        customer.erase();
        customer.operator("call privacy.enforce_retention()");
        assertThat(audited())
                .as("signed up, terminated, job opened, erasure started, erased")
                .isEqualTo("5");
        customer.asSuperuser("update tenancy.lifecycle set since = now() - interval '8 years' where customer_id = '"
                + customer.id() + "'");
        customer.operator("call privacy.enforce_retention()");
        assertThat(audited()).isEqualTo("0");
        assertThat(customer.whereFound(customer.id().toString())).contains("panel.billing_profile");
    }

    private String audited() throws SQLException {
        return customer.asSuperuser("select count(*) from audit.entry where customer_id = '" + customer.id() + "'");
    }

    private String entries() throws SQLException {
        return customer.asSuperuser("select count(*) from audit.entry where customer_id = '" + customer.id() + "'");
    }
}
