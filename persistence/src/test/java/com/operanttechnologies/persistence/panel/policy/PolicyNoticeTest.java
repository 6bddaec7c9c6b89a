package com.operanttechnologies.persistence.panel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

@Tag("PAN-10")
class PolicyNoticeTest {

    /** Versions are the same for all Customers, so each test publishes its own, above all others. */
    private static final AtomicInteger NEXT_VERSION = new AtomicInteger(100);

    private static final Duration DAY = Duration.ofDays(1);
    private static final PageRequest<PolicyNoticeCursor> ALL = PageRequest.first(50);

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope scope = sessions.newCustomer("Acme");
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void a_change_is_in_force_from_the_date_in_the_customers_own_notice() throws SQLException {
        int version = publish(31);
        Instant date = now.plus(DAY.multipliedBy(45));
        assertThat(in(PolicyNoticeRepository::unannounced))
                .extracting(PolicyVersion::version)
                .contains(version);
        PolicyNotice notice = in(repository -> repository.record(version, PolicyChannel.PANEL, date));
        assertThat(notice.sentAt()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        assertThat(notice.effectiveAt()).isEqualTo(date);
        assertThat(in(PolicyNoticeRepository::unannounced))
                .extracting(PolicyVersion::version)
                .doesNotContain(version);
        assertThat(inForce(date.minusSeconds(1))).isNotEqualTo(Optional.of(version));
        assertThat(inForce(date)).contains(version);
        sessions.stopAt(date);
        assertThat(in(PolicyNoticeRepository::current).map(PolicyVersion::version))
                .contains(version);
        assertThat(in(repository -> repository.pending(ALL)).items()).isEmpty();
    }

    @Test
    void a_version_that_the_customer_was_never_told_of_is_not_in_force() throws SQLException {
        int told = publish(31);
        int untold = publish(31);
        in(repository -> repository.record(told, PolicyChannel.EMAIL, now.plus(DAY.multipliedBy(40))));
        assertThat(inForce(now.plus(DAY.multipliedBy(1000)))).contains(told);
        TenantScope other = sessions.newCustomer("Other");
        assertThat(sessions.<Page<PolicyNotice, PolicyNoticeCursor>>read(
                                other, session -> new PolicyNoticeRepository(session).pending(ALL))
                        .items())
                .as("another Customer's notices")
                .isEmpty();
        assertThat(sessions.<List<PolicyVersion>>read(
                        other, session -> new PolicyNoticeRepository(session).unannounced()))
                .extracting(PolicyVersion::version)
                .contains(told, untold);
        assertThat(sessions.<Optional<PolicyVersion>>read(
                        other,
                        session -> new PolicyNoticeRepository(session).inForceAt(now.plus(DAY.multipliedBy(1000)))))
                .map(PolicyVersion::version)
                .isNotEqualTo(Optional.of(told))
                .isNotEqualTo(Optional.of(untold));
    }

    @Test
    void of_several_notices_of_a_version_the_last_date_counts() throws SQLException {
        int version = publish(31);
        in(repository -> repository.record(version, PolicyChannel.PANEL, now.plus(DAY.multipliedBy(40))));
        in(repository -> repository.record(version, PolicyChannel.EMAIL, now.plus(DAY.multipliedBy(60))));
        assertThat(inForce(now.plus(DAY.multipliedBy(59)))).isNotEqualTo(Optional.of(version));
        assertThat(inForce(now.plus(DAY.multipliedBy(60)))).contains(version);
    }

    @Test
    void who_signs_up_after_a_version_came_into_effect_needs_no_notice() throws SQLException {
        int version = publish(31);
        TestDatabase.asSuperuser(
                TestDatabase.database(),
                "update panel.policy_version set published_at = now() - interval '60 days', effective_at = now() -"
                        + " interval '20 days' where version = " + version);
        TestDatabase.asSuperuser(
                TestDatabase.database(),
                "update tenancy.customer set created_at = now() - interval '25 days' where customer_id = '"
                        + scope.customerId() + "'");
        assertThat(inForce(now)).as("who was there before").isNotEqualTo(Optional.of(version));
        assertThat(in(PolicyNoticeRepository::unannounced))
                .extracting(PolicyVersion::version)
                .contains(version);
        TenantScope later = sessions.newCustomer("Later");
        Optional<PolicyVersion> current =
                sessions.read(later, session -> new PolicyNoticeRepository(session).current());
        assertThat(current.map(PolicyVersion::version)).contains(version);
        assertThat(current.orElseThrow().url()).hasScheme("https");
        TestDatabase.asSuperuser(
                TestDatabase.database(), "delete from panel.policy_version where version = " + version);
    }

    @Test
    void pending_notices_are_listed_by_date_from_an_index() throws SQLException {
        int first = publish(31);
        int second = publish(31);
        in(repository -> repository.record(second, PolicyChannel.EMAIL, now.plus(DAY.multipliedBy(50))));
        in(repository -> repository.record(second, PolicyChannel.PANEL, now.plus(DAY.multipliedBy(50))));
        in(repository -> repository.record(first, PolicyChannel.EMAIL, now.plus(DAY.multipliedBy(40))));
        Page<PolicyNotice, PolicyNoticeCursor> one = in(repository -> repository.pending(PageRequest.first(2)));
        Page<PolicyNotice, PolicyNoticeCursor> two =
                in(repository -> repository.pending(PageRequest.after(one.next().orElseThrow(), 2)));
        assertThat(one.items()).extracting(PolicyNotice::version).containsExactly(first, second);
        assertThat(two.items()).extracting(PolicyNotice::channel).containsExactly(PolicyChannel.PANEL);
        assertThat(two.next()).isEmpty();
        TestDatabase.asSuperuser(
                TestDatabase.database(),
                "insert into panel.policy_notice (customer_id, policy_version, channel, effective_at) select '"
                        + sessions.newCustomer("Large").customerId()
                        + "', n, 'panel', now() + interval '90 days' from generate_series(1000, 6000) n;"
                        + " analyze panel.policy_notice");
        String plan = sessions.read(scope, session -> {
            ObservedSession observed = new ObservedSession(session);
            new PolicyNoticeRepository(observed).pending(ALL);
            return observed.plan();
        });
        assertThat(plan).contains("policy_notice").doesNotContain("Seq Scan");
    }

    @Test
    void a_date_too_early_an_unknown_version_and_a_second_notice_are_refused() throws SQLException {
        int version = publish(60);
        assertThatThrownBy(() -> in(
                        repository -> repository.record(version, PolicyChannel.PANEL, now.plus(DAY.multipliedBy(29)))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("thirty days from its notice");
        assertThatThrownBy(() -> in(
                        repository -> repository.record(version, PolicyChannel.PANEL, now.plus(DAY.multipliedBy(59)))))
                .as("before the version itself")
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> in(
                        repository -> repository.record(99_999, PolicyChannel.PANEL, now.plus(DAY.multipliedBy(90)))))
                .isInstanceOf(NotFoundException.class);
        in(repository -> repository.record(version, PolicyChannel.PANEL, now.plus(DAY.multipliedBy(61))));
        assertThatThrownBy(() -> in(
                        repository -> repository.record(version, PolicyChannel.PANEL, now.plus(DAY.multipliedBy(62)))))
                .isInstanceOf(DuplicateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Pacific/Apia", "Europe/Berlin"})
    void the_database_refuses_a_notice_of_less_than_thirty_days_in_every_time_zone(String zone) throws SQLException {
        int version = publish(31);
        String insert = "insert into panel.policy_notice (customer_id, policy_version, channel, effective_at) values"
                + " (tenancy.current_customer(), " + version + ", 'panel', now() + interval '";
        String setZone = "set time zone '" + zone + "'";
        assertThat(PlainSql.refusal(scope, setZone, insert + "719 hours 59 minutes 59 seconds')"))
                .isEqualTo("23514 policy_notice_gives_thirty_days");
        assertThat(PlainSql.refusal(scope, setZone, insert + "720 hours')")).isEqualTo("not refused");
    }

    @Test
    void a_notice_can_be_neither_backdated_nor_changed_nor_taken_back() throws SQLException {
        int version = publish(31);
        String one = " where customer_id = tenancy.current_customer()";
        for (String denied : new String[] {
            "insert into panel.policy_notice (customer_id, policy_version, channel, effective_at, sent_at) values"
                    + " (tenancy.current_customer(), " + version + ", 'panel', now(), now() - interval '31 days')",
            "update panel.policy_notice set effective_at = now()" + one,
            "update panel.policy_notice set sent_at = now() - interval '90 days'" + one,
            "delete from panel.policy_notice" + one,
            "insert into panel.policy_version (version, title, summary, url, effective_at) values (9999, 'x', 'x',"
                    + " 'https://x.example/', now() + interval '90 days')",
            "update panel.policy_version set effective_at = now() where version = " + version,
        }) {
            assertThat(PlainSql.refusal(scope, denied)).as(denied).isEqualTo("42501");
        }
    }

    @Test
    void the_operator_publishes_versions_thirty_days_ahead_and_nothing_else() {
        assertThatThrownBy(() -> publish(29))
                .isInstanceOfSatisfying(
                        PSQLException.class,
                        e -> assertThat(PlainSql.refusal(e)).isEqualTo("23514 policy_version_takes_thirty_days"));
        for (String denied : new String[] {
            "insert into panel.policy_version (version, title, summary, url, effective_at, published_at) values (9999,"
                    + " 'x', 'x', 'https://x.example/', now(), now() - interval '31 days')",
            "update panel.policy_version set effective_at = now()",
            "delete from panel.policy_version",
            "select * from panel.policy_notice",
            "select * from panel.account",
            "select * from panel.invoice",
            "select * from audit.entry",
        }) {
            assertThatThrownBy(() -> asOperator(denied))
                    .as(denied)
                    .isInstanceOfSatisfying(
                            PSQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    /** As the operator, effective in so many days. */
    private static int publish(int days) throws SQLException {
        int version = NEXT_VERSION.incrementAndGet();
        asOperator("insert into panel.policy_version (version, title, summary, url, effective_at) values (" + version
                + ", 'Privacy policy', 'What changes', 'https://operant.example/privacy/" + version
                + "', now() + interval '" + days * 24 + " hours')");
        return version;
    }

    private static void asOperator(String sql) throws SQLException {
        try (Connection connection =
                        TestDatabase.database().login(DatabaseRole.OPERATOR).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Optional<Integer> inForce(Instant time) {
        return in(repository -> repository.inForceAt(time)).map(PolicyVersion::version);
    }

    private <T> T in(Function<PolicyNoticeRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new PolicyNoticeRepository(session)));
    }
}
