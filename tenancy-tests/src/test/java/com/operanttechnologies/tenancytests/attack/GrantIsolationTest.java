package com.operanttechnologies.tenancytests.attack;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The runtime role can't become anybody, and can do nothing beyond rows. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("C11")
@Tag("R1")
@Tag("R2")
@Tag("R3")
@Tag("R5")
@Tag("R6")
@Tag("E1")
@Tag("X1")
@Tag("G2")
@Tag("SEC-5")
class GrantIsolationTest {

    @TestFactory
    Stream<DynamicTest> nothing_beyond_its_own_rows_is_granted(SharedArenas arenas) throws Exception {
        return arenas.tests("hardened", arenas.hardened(), IsolationSuite.grants(arenas.hardened()).stream());
    }
}
