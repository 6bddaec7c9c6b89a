package com.operanttechnologies.tenancytests.attack;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** No statement reads, writes or finds out about another Customer'\''s rows. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("W1")
@Tag("W2")
@Tag("W3")
@Tag("K1")
@Tag("K2")
@Tag("O4")
@Tag("S3")
class StatementIsolationTest {

    @TestFactory
    Stream<DynamicTest> no_statement_reaches_another_customers_rows(SharedArenas arenas) {
        return arenas.tests("hardened", arenas.hardened(), IsolationSuite.statements().stream());
    }
}
