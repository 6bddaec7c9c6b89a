package com.operanttechnologies.persistence.internal.pool;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.Freshness;
import com.operanttechnologies.persistence.PersistenceConfig;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.monitoring.DatabaseHealth;
import com.operanttechnologies.persistence.monitoring.StandbyHealth;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Opens the layer with logins that are each wrong in one way. */
@Tag("R1")
@Tag("SEC-5")
@Tag("thorough")
class LoginCheckTest {

    private static final String LOGIN = "login_check";

    private final ThrowawayDatabase database = TestDatabase.database();

    @BeforeEach
    void create_a_good_login() {
        TestDatabase.asSuperuser(database, "create role " + LOGIN + " login password 'secret' in role operant_runtime");
    }

    @AfterEach
    void drop_it() {
        TestDatabase.asSuperuser(
                database,
                "reassign owned by " + LOGIN + " to operant_owner; drop owned by " + LOGIN + "; drop role " + LOGIN);
        TestDatabase.asSuperuser(database, "drop table if exists panel.mine; drop schema if exists mine");
    }

    private PersistenceConfig config() {
        return TestDatabase.config(database).login(LOGIN, "secret").poolSize(1).build();
    }

    @Test
    void a_member_of_runtime_alone_is_let_in() {
        assertThatCode(() -> TenantDatabase.open(config()).close()).doesNotThrowAnyException();
    }

    /** A server that is no standby is let alone, and its login checked again before it is taken for one. */
    @Test
    void a_login_that_is_refused_at_the_replica_is_told_as_that_and_not_as_a_replica_that_is_down() {
        try (TenantDatabase opened = TenantDatabase.open(TestDatabase.config(database)
                .login(LOGIN, "secret")
                .poolSize(1)
                .replica(database.login(DatabaseRole.RUNTIME).url())
                .build())) {
            TenantScope scope = TenantScope.job(TestDatabase.newCustomer(opened, "Acme"), "test", "login-check");
            opened.<Integer>read(
                    scope,
                    Freshness.atMost(Duration.ofHours(1)),
                    session -> session.dsl().fetchCount(DASHBOARD));
            TestDatabase.asSuperuser(database, "alter role " + LOGIN + " createrole");

            DatabaseHealth health = opened.health();
            assertThat(health.state()).isEqualTo(DatabaseHealth.State.SERVING);
            assertThat(health.standby()).map(StandbyHealth::state).contains(StandbyHealth.State.REFUSED);
            assertThat(health.problems())
                    .singleElement()
                    .asString()
                    .contains("refused at the standby", "has CREATEROLE");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter role login_check superuser                            | is a superuser",
                "alter role login_check bypassrls                            | has BYPASSRLS",
                "alter role login_check createrole                           | has CREATEROLE",
                "alter role login_check replication                          | has REPLICATION",
                "grant operant_owner to login_check                          | member of operant_owner",
                "grant operant_migrator to login_check                       | member of operant_owner",
                "grant operant_gateway to login_check                        | member of operant_gateway",
                "grant operant_signer to login_check                         | member of operant_signer",
                "grant operant_operator to login_check                       | member of operant_operator",
                "grant pg_read_all_data to login_check                       | member of pg_read_all_data",
                "grant pg_execute_server_program to login_check              | member of pg_execute_server_program",
                "create table panel.mine (); alter table panel.mine owner to login_check | owns the table panel.mine",
                "create schema mine authorization login_check                | owns the schema mine",
                "alter role login_check set operant.context = 'x'            | gives it operant.context",
                "alter role login_check set search_path = 'x'                | gives it search_path",
            })
    void a_login_that_could_leave_its_customer_is_refused(String fault, String finding) {
        TestDatabase.asSuperuser(database, fault);
        assertThatThrownBy(() -> TenantDatabase.open(config()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(finding.strip())
                .hasMessageContaining("member of operant_runtime, or operant_worker, and of nothing else");
    }

    @Test
    void a_login_that_is_nothing_may_not_even_connect() {
        TestDatabase.asSuperuser(database, "revoke operant_runtime from login_check");
        assertThatThrownBy(() -> TenantDatabase.open(config()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("make it a member of operant_runtime");
    }

    @Test
    void a_login_that_may_only_connect_is_refused() {
        TestDatabase.asSuperuser(
                database,
                "revoke operant_runtime from login_check; do $$ begin execute format("
                        + "'grant connect on database %I to login_check', current_database()); end $$");
        assertThatThrownBy(() -> TenantDatabase.open(config()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not a member of operant_runtime");
    }

    @Test
    void a_membership_that_is_not_inherited_counts_as_well() {
        TestDatabase.asSuperuser(database, "alter role login_check noinherit; grant operant_owner to login_check");
        assertThatThrownBy(() -> TenantDatabase.open(config())).hasMessageContaining("member of operant_owner");
    }

    @Test
    void everything_that_is_wrong_is_named_at_once() {
        TestDatabase.asSuperuser(database, "alter role login_check bypassrls createrole");
        assertThatThrownBy(() -> TenantDatabase.open(config())).hasMessageContainingAll("BYPASSRLS", "CREATEROLE");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RUNTIME", "WORKER"})
    void no_other_role_of_the_database_serves_requests(DatabaseRole role) {
        Login login = database.login(role);
        assertThatThrownBy(() -> TenantDatabase.open(TestDatabase.config(database)
                        .login(login.username(), login.password())
                        .signer("somebody", "else")
                        .build()))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void the_superuser_is_refused() {
        Login administrator = database.administrator();
        assertThatThrownBy(() -> TenantDatabase.open(TestDatabase.config(database)
                        .login(administrator.username(), administrator.password())
                        .build()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is a superuser");
    }

    @Test
    void a_wrong_password_says_so_and_does_not_repeat_it() {
        assertThatThrownBy(() -> TenantDatabase.open(TestDatabase.config(database)
                        .login(LOGIN, "hunter2")
                        .poolSize(1)
                        .build()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("refuses the login or its password")
                .hasNoCause()
                .message()
                .doesNotContain("hunter2");
    }
}
