package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is hidden takes as long as what isn't there, for every index of every tenant table and for the gateways. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("thorough")
@Tag("SEC-3")
@Tag("GATE")
@Tag("S2")
class TimingIsolationTest {

    private static final int EFFORT = Integer.parseInt(System.getProperty("tenancy.timing.effort", "1"));

    @TestFactory
    Stream<DynamicTest> no_answer_tells_by_its_time(SharedArenas arenas) throws Exception {
        CrowdedArena crowded = CrowdedArena.of(arenas.hardened());
        assertThat(crowded.empty()).as("tables without thousands of rows").isEmpty();
        List<TimingAttack> attacks = TimingAttacks.all(crowded);
        assertThat(attacks).hasSizeGreaterThan(100);
        return attacks.stream()
                .map(attack -> DynamicTest.dynamicTest(attack.name(), () -> {
                    Outcome outcome = attack.attempt(crowded, EFFORT);
                    arenas.outcomes().add("crowded", outcome);
                    if (!outcome.passes()) {
                        throw new AssertionError(outcome.toString());
                    }
                }))
                .onClose(() -> close(crowded));
    }

    private static void close(CrowdedArena crowded) {
        try {
            crowded.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
