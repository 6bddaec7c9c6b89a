package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The attacks on a layer work: a pool that only binds and commits, and does nothing else right, falls to them. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
class LayerAttacksTest {

    @Test
    void a_layer_that_only_binds_is_breached(SharedArenas arenas) throws Exception {
        Set<String> breached = new HashSet<>();
        try (ThrowawayDatabase copy = arenas.hardened().copy();
                Arena arena = arenas.hardened().on(copy)) {
            for (LayerAttack attack : LayerAttacks.all()) {
                // A new one for each: this pool never recovers from what was done to it.
                try (Connection only = arena.runtime()) {
                    Outcome outcome = attack.attempt(arena, new NaiveDoor(arena, only));
                    assertThat(outcome.verdict()).as(outcome.toString()).isNotEqualTo(Verdict.COULD_NOT_ATTACK);
                    if (outcome.verdict() == Verdict.BREACHED) {
                        breached.add(outcome.id());
                    }
                }
            }
        }
        assertThat(breached).containsExactlyInAnyOrder("C4", "C8", "P1", "P2", "P3", "P4");
    }

    /** One connection, handed from one Customer to the next as it is. */
    private record NaiveDoor(Arena arena, Connection connection) implements Door {

        @Override
        public <T> T transact(UUID customer, Work<T> work) throws SQLException {
            synchronized (connection) {
                Attempt.execute(connection, List.of("begin", arena.bind(customer)));
                try {
                    T result = work.in(connection);
                    Attempt.execute(connection, List.of("commit"));
                    return result;
                } catch (SQLException e) {
                    Attempt.execute(connection, List.of("rollback"));
                    throw e;
                }
            }
        }

        /** It stays open: the attack closes what it takes out of a pool, and this is all there is. */
        @Override
        public Connection pooled() throws SQLException {
            return arena.runtime();
        }
    }
}
