package com.operanttechnologies.tenancytests.attack;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Statistics hold no value of another Customer; what they tell of volumes is refused as far as PostgreSQL can. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("S1")
class StatisticsIsolationTest {

    @TestFactory
    Stream<DynamicTest> no_statistic_holds_a_value_of_another_customer(SharedArenas arenas) throws Exception {
        return arenas.tests("hardened", arenas.hardened(), IsolationSuite.statistics(arenas.hardened()).stream());
    }
}
