package com.operanttechnologies.persistence.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.analytics.Contributions;
import com.operanttechnologies.persistence.batch.BatchReceipt;
import com.operanttechnologies.persistence.page.PageRequest;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One Customer tries every method on what another Customer has. */
@Tag("USE-1")
@Tag("USE-2")
class UsageIsolationTest {

    private static final Instant NOW = Instant.now();
    private static final LocalDate TODAY = NOW.atOffset(ZoneOffset.UTC).toLocalDate();

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope victim = sessions.newCustomer("Victim");
    private final TenantScope attacker = sessions.newCustomer("Attacker");
    private final UUID account = UUID.randomUUID();
    private final UsageEvent event =
            UsageEvent.of(EventKind.ERROR, "render.failed", NOW).by(account);

    private BatchReceipt ingest(TenantScope scope) {
        return sessions.transact(scope, session -> new UsageEventRepository(session).ingest(List.of(event)));
    }

    private List<UsageEvent> list(TenantScope scope, EventFilter filter) {
        TimeRange range = new TimeRange(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)));
        return sessions.read(
                scope,
                session -> new UsageEventRepository(session)
                        .list(filter, range, PageRequest.first(10))
                        .items());
    }

    @Test
    void no_list_shows_another_customers_events() {
        ingest(victim);
        for (EventFilter filter : List.of(
                EventFilter.all(),
                EventFilter.of(EventKind.ERROR),
                EventFilter.of(EventKind.ERROR, "render.failed"),
                EventFilter.ofAccount(account))) {
            assertThat(list(victim, filter)).containsExactly(event);
            assertThat(list(attacker, filter)).isEmpty();
        }
    }

    @Test
    void the_same_id_and_time_is_no_duplicate_of_another_customers_event() {
        ingest(victim);
        assertThat(ingest(attacker)).isEqualTo(new BatchReceipt(1, 0, List.of()));
        assertThat(ingest(attacker)).isEqualTo(new BatchReceipt(0, 1, List.of()));
    }

    @Test
    void an_event_can_not_be_planted_at_or_deleted_from_another_customer() {
        ingest(victim);
        assertThatThrownBy(() -> execute("insert into usage.event (customer_id, event_id, kind, name, occurred_at)"
                        + " select ?, gen_random_uuid(), 'error', 'x', now() where ? is not null"))
                .hasMessageContaining("refuses");
        execute("delete from usage.event where customer_id = ? and ? is not null");
        assertThat(list(victim, EventFilter.all())).containsExactly(event);
    }

    private void execute(String sql) {
        sessions.perform(attacker, session -> {
            try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
                statement.setObject(1, victim.customerId());
                statement.setObject(2, session.customerId());
                statement.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }

    @Test
    void a_rollup_adds_up_and_a_withdrawal_takes_back_ones_own_alone() {
        ingest(victim);
        int victims = sessions.transact(victim, session -> new UsageRollup(session).rollUp(TODAY));
        int attackers = sessions.transact(attacker, session -> new UsageRollup(session).rollUp(TODAY));
        assertThat(victims).isEqualTo(1);
        assertThat(attackers).isZero();
        long attackersDays = sessions.transact(attacker, session -> new Contributions(session).withdraw());
        long victimsDays = sessions.transact(victim, session -> new Contributions(session).withdraw());
        assertThat(attackersDays).isEqualTo(1);
        assertThat(victimsDays).isEqualTo(1);
    }

    @Test
    void every_method_is_tried() {
        assertThat(Stream.of(UsageEventRepository.class, UsageRollup.class, Contributions.class)
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName))
                .containsExactlyInAnyOrder("ingest", "list", "rollUp", "replace", "withdraw");
    }
}
