package com.operanttechnologies.migrations.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SharedDatabase;
import com.operanttechnologies.migrations.local.DatabaseRole;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the gate says of databases as a whole, and to whom. */
@Tag("SEC-3")
class GateTest {

    /** Whatever the server is, such as Debian's PostgreSQL that lags behind. */
    private static final Set<String> OF_THE_SERVER = Set.of("server-rls-hole");

    private static Set<String> errors(GateReport report) {
        return report.errors().stream()
                .map(finding -> finding.rule().id())
                .filter(id -> !OF_THE_SERVER.contains(id))
                .collect(Collectors.toSet());
    }

    private static GateReport check(Login login) throws SQLException {
        try (Connection connection = login.connect()) {
            return Gate.check(connection);
        }
    }

    @Test
    void a_migrated_database_breaks_no_rule_and_a_superuser_checks_them_all() throws Exception {
        GateReport report = check(SharedDatabase.get().administrator());
        assertThat(errors(report)).isEmpty();
        assertThat(report.unchecked()).isEmpty();
        assertThat(report.checked()).isEqualTo(Gate.rules());
    }

    @Test
    void the_migrator_checks_all_but_what_only_a_superuser_sees() throws Exception {
        GateReport report = check(SharedDatabase.get().login(DatabaseRole.MIGRATOR));
        assertThat(errors(report)).isEmpty();
        assertThat(report.unchecked())
                .extracting(unchecked -> unchecked.rule().id())
                .containsExactlyInAnyOrder("password-md5", "setting-preload", "hba-weak");
    }

    @ParameterizedTest
    @EnumSource(DatabaseRole.class)
    void whoever_may_connect_may_check_and_is_told_what_was_not_checked(DatabaseRole role) throws Exception {
        GateReport report = check(SharedDatabase.get().login(role));
        assertThat(errors(report)).isEmpty();
        assertThat(report.checked())
                .hasSize(Gate.rules().size() - report.unchecked().size());
        assertThat(report.unchecked())
                .allSatisfy(unchecked -> assertThat(unchecked.reason()).startsWith("this login "));
    }

    @Test
    void a_database_of_somebody_else_is_no_success_and_no_crash() throws Exception {
        GateReport report = check(SharedDatabase.get().administrator().withDatabase("postgres"));
        assertThat(errors(report)).contains("database-of-the-layer", "granted-to-public");
        assertThat(report.unchecked())
                .filteredOn(unchecked -> unchecked.rule().id().equals("rls-disabled"))
                .singleElement()
                .satisfies(unchecked -> assertThat(unchecked.reason())
                        .isEqualTo("there is no tenancy.unscoped_table in this database"));
    }

    /** Any login may set its own: they would stop every migration, and no migrator could take them back. */
    @Test
    void default_privileges_of_a_login_that_can_create_nothing_are_no_finding() throws Exception {
        try (Connection connection =
                        SharedDatabase.get().login(DatabaseRole.RUNTIME).connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("alter default privileges grant select on tables to public");
            assertThat(errors(Gate.check(connection))).isEmpty();
            connection.rollback();
        }
    }

    @Test
    void a_register_takes_no_right_that_protect_would_not() throws Exception {
        try (Connection connection = SharedDatabase.get().administrator().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(
                            () -> statement.execute(
                                    "update tenancy.tenant_table set privileges = privileges || '{truncate,references,trigger}'"))
                    .hasMessageContaining("tenant_table_privileges");
            connection.rollback();
        }
    }

    @Test
    void within_a_transaction_it_sees_what_that_has_done_and_leaves_it_as_it_was() throws Exception {
        try (Connection connection = SharedDatabase.get().administrator().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local search_path = relay");
            statement.execute("alter table relay.screen disable row level security");
            assertThat(errors(Gate.check(connection))).containsExactly("rls-disabled");
            try (ResultSet row = statement.executeQuery("select relrowsecurity, current_setting('search_path')"
                    + " from pg_class where oid = 'relay.screen'::regclass")) {
                row.next();
                assertThat(row.getBoolean(1)).isFalse();
                assertThat(row.getString(2)).isEqualTo("relay");
            }
            connection.rollback();
        }
    }

    @Test
    void outside_of_a_transaction_it_leaves_the_connection_as_it_was() throws Exception {
        try (Connection connection = SharedDatabase.get().administrator().connect();
                Statement statement = connection.createStatement()) {
            Gate.check(connection);
            assertThat(connection.getAutoCommit()).isTrue();
            try (ResultSet row = statement.executeQuery("select current_setting('transaction_read_only')")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("off");
            }
        }
    }

    @Test
    void the_text_of_a_report_names_rule_object_reason_and_remedy() throws Exception {
        try (Connection connection = SharedDatabase.get().administrator().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("alter table relay.screen disable row level security");
            assertThat(Gate.check(connection).toString())
                    .contains("ERROR rls-disabled: Row-level security is enabled on every tenant table")
                    .contains("  why: Where it is disabled, policies are kept and not asked")
                    .contains("  - relay.screen has row-level security disabled")
                    .contains("      alter table relay.screen enable row level security;")
                    .contains("ADVICE ")
                    .contains(" 0 not checked.");
            connection.rollback();
        }
    }
}
