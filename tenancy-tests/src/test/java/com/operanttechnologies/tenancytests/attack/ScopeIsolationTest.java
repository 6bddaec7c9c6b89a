package com.operanttechnologies.tenancytests.attack;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Customer's scope can't be left out, forged, flipped, undone or left behind. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("C1")
@Tag("C2")
@Tag("C3")
@Tag("C4")
@Tag("C5")
@Tag("C6")
@Tag("C7")
@Tag("C8")
@Tag("C9")
@Tag("C10")
class ScopeIsolationTest {

    @TestFactory
    Stream<DynamicTest> a_scope_holds_on_a_hardened_server(SharedArenas arenas) throws Exception {
        return arenas.tests("hardened", arenas.hardened(), IsolationSuite.scope(arenas.hardened()).stream());
    }

    @TestFactory
    @Tag("thorough")
    Stream<DynamicTest> the_seal_holds_without_the_hardening(SharedArenas arenas) throws Exception {
        return arenas.tests("open", arenas.open(), IsolationSuite.scope(arenas.open()).stream());
    }
}
