package com.operanttechnologies.persistence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A note that a Customer has work due: found by workers alone, and never lost. */
@Tag("GATE")
class DueWorkTest {

    /** Long past: before any note that other tests leave. */
    private static final Instant DUE = Instant.parse("1999-01-01T00:00:00Z");

    private static final WorkKind KIND = WorkKind.RELAY_OUTAGE;

    private final TestSessions sessions = TestSessions.open();
    private final TenantDatabase worker = sessions.worker();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final TenantScope other = sessions.newCustomer("Other");

    @Test
    void a_worker_finds_the_customers_with_work_due_the_longest_due_first() {
        announce(acme, DUE.plusSeconds(2));
        announce(other, DUE.plusSeconds(1));
        assertThat(mine(due(DUE.plusSeconds(2)))).containsExactly(other.customerId(), acme.customerId());
        assertThat(mine(due(DUE.plusSeconds(1)))).containsExactly(other.customerId());
        assertThat(mine(due(DUE))).isEmpty();
        assertThat(mine(worker.gateway().dueCustomers(WorkKind.AGENT_MESSAGE, DUE.plusSeconds(9), 1000)))
                .as("another kind of work")
                .isEmpty();
    }

    @Test
    void an_earlier_note_stays_and_a_later_one_moves_forward() {
        announce(acme, DUE.plusSeconds(5));
        announce(acme, DUE.plusSeconds(9));
        assertThat(mine(due(DUE.plusSeconds(5)))).containsExactly(acme.customerId());
        announce(acme, DUE.plusSeconds(1));
        assertThat(mine(due(DUE.plusSeconds(1)))).containsExactly(acme.customerId());
    }

    @Test
    void settling_moves_the_note_to_what_is_next_or_takes_it_away_and_leaves_other_customers_alone() {
        announce(acme, DUE);
        announce(other, DUE);
        assertThat(settle(acme, Optional.of(DUE.plusSeconds(7)))).isTrue();
        assertThat(mine(due(DUE.plusSeconds(6)))).containsExactly(other.customerId());
        assertThat(mine(due(DUE.plusSeconds(7)))).containsExactly(other.customerId(), acme.customerId());
        assertThat(settle(acme, Optional.empty())).isTrue();
        assertThat(mine(due(Instant.now()))).containsExactly(other.customerId());
        assertThat(settle(acme, Optional.empty())).as("there was no note").isFalse();
    }

    @Test
    void looking_leaves_no_work_behind_where_there_was_none() {
        boolean first = worker.transact(acme, session -> new DueWork(session).lock(KIND));
        boolean again = worker.transact(acme, session -> new DueWork(session).lock(KIND));
        assertThat(first).isFalse();
        assertThat(again).isFalse();
        assertThat(mine(due(Instant.parse("9999-01-01T00:00:00Z")))).isEmpty();
        announce(acme, DUE);
        assertThat(mine(due(DUE))).containsExactly(acme.customerId());
    }

    @Test
    void only_a_worker_learns_whose_work_is_due_and_how_many_it_may_ask_for_is_bounded() {
        assertThatThrownBy(() -> sessions.gateway().dueCustomers(KIND, DUE, 1)).isInstanceOf(RefusedException.class);
        for (int most : List.of(0, -1, 1001)) {
            assertThatThrownBy(() -> worker.gateway().dueCustomers(KIND, DUE, most))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("1 to 1000, got " + most);
        }
        announce(acme, DUE);
        announce(other, DUE.plusSeconds(1));
        assertThat(worker.gateway().dueCustomers(KIND, DUE.plusSeconds(1), 1)).hasSize(1);
    }

    /** The worker has looked and found nothing more; before it says so, somebody makes work. */
    @Test
    void work_made_while_a_worker_settles_is_not_lost() throws Exception {
        announce(acme, DUE);
        assertNotLost(() -> announce(acme, DUE.plusSeconds(3)), true);
    }

    @Test
    void work_made_while_a_worker_settles_is_not_lost_where_there_was_no_note() throws Exception {
        assertNotLost(() -> announce(acme, DUE.plusSeconds(3)), false);
    }

    private void assertNotLost(Runnable announce, boolean noted) throws Exception {
        List<Future<?>> scheduler = new ArrayList<>();
        worker.execute(acme, session -> {
            DueWork work = new DueWork(session);
            assertThat(work.lock(KIND)).isEqualTo(noted);
            scheduler.add(Concurrently.startAndExpectToWait(announce));
            work.settle(KIND, Optional.empty());
        });
        scheduler.get(0).get(1, TimeUnit.MINUTES);
        assertThat(mine(due(DUE.plusSeconds(3)))).containsExactly(acme.customerId());
    }

    /** Somebody is making work when the worker comes: it waits, and then finds it. */
    @Test
    void a_worker_waits_for_work_that_is_being_made_and_finds_it() throws Exception {
        List<Boolean> found = new ArrayList<>();
        List<Future<?>> working = new ArrayList<>();
        sessions.perform(acme, session -> {
            new DueWork(session).announce(KIND, DUE);
            working.add(
                    Concurrently.startAndExpectToWait(() -> found.add(settle(acme, Optional.of(DUE.plusSeconds(4))))));
        });
        working.get(0).get(1, TimeUnit.MINUTES);
        assertThat(found).containsExactly(true);
        assertThat(mine(due(DUE.plusSeconds(3)))).isEmpty();
        assertThat(mine(due(DUE.plusSeconds(4)))).containsExactly(acme.customerId());
    }

    private void announce(TenantScope scope, Instant dueAt) {
        sessions.perform(scope, session -> new DueWork(session).announce(KIND, dueAt));
    }

    private boolean settle(TenantScope scope, Optional<Instant> next) {
        return worker.transact(scope, session -> {
            DueWork work = new DueWork(session);
            boolean noted = work.lock(KIND);
            work.settle(KIND, next);
            return noted;
        });
    }

    private List<UUID> due(Instant until) {
        return worker.gateway().dueCustomers(KIND, until, Gateway.MOST_CUSTOMERS);
    }

    private List<UUID> mine(List<UUID> customers) {
        return customers.stream()
                .filter(List.of(acme.customerId(), other.customerId())::contains)
                .toList();
    }
}
