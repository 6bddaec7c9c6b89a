package com.operanttechnologies.tenancytests.attack;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** What one Customer leaves on a connection opens nothing to the next. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("C12")
@Tag("P1")
@Tag("P2")
@Tag("P3")
@Tag("P4")
@Tag("R4")
class PoolIsolationTest {

    @TestFactory
    Stream<DynamicTest> nothing_is_left_that_opens_another_customers_rows(SharedArenas arenas) {
        return arenas.tests("hardened", arenas.hardened(), IsolationSuite.pool().stream());
    }
}
