package com.operanttechnologies.tenancytests.attack;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The layer itself, with one connection that A and B get in turn, on both databases. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("C4")
@Tag("C5")
@Tag("C8")
@Tag("P1")
@Tag("P2")
@Tag("P3")
@Tag("P4")
@Tag("P5")
class LayerIsolationTest {

    @TestFactory
    Stream<DynamicTest> on_a_hardened_database(SharedArenas arenas) {
        return tests("hardened", arenas, arenas.hardened());
    }

    @TestFactory
    @Tag("thorough")
    Stream<DynamicTest> where_everybody_may_call_set_config(SharedArenas arenas) throws Exception {
        return tests("open", arenas, arenas.open());
    }

    private static Stream<DynamicTest> tests(String database, SharedArenas arenas, Arena arena) {
        return LayerAttacks.all().stream()
                .map(attack -> DynamicTest.dynamicTest(attack.name() + " · " + database, () -> {
                    try (LayerDoor door = LayerDoor.open(arena.database())) {
                        Outcome outcome = attack.attempt(arena, door);
                        arenas.outcomes().add(database, outcome);
                        if (!outcome.passes()) {
                            throw new AssertionError(outcome.toString());
                        }
                    }
                }));
    }
}
