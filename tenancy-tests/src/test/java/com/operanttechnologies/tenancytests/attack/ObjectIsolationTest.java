package com.operanttechnologies.tenancytests.attack;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Views, functions and gateways give away nothing of another Customer, and change nothing of theirs. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("GATE")
@Tag("O1")
@Tag("O2")
@Tag("O3")
@Tag("O5")
@Tag("G1")
class ObjectIsolationTest {

    @TestFactory
    Stream<DynamicTest> no_object_gives_anything_of_another_customer_away(SharedArenas arenas) throws Exception {
        return arenas.tests("hardened", arenas.hardened(), IsolationSuite.objects(arenas.hardened()).stream());
    }
}
