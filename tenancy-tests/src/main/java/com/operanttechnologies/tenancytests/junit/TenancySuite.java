package com.operanttechnologies.tenancytests.junit;

import com.operanttechnologies.migrations.gate.Finding;
import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.gate.GateReport;
import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.attack.Attack;
import com.operanttechnologies.tenancytests.attack.IsolationSuite;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The isolation suite for a team's own tables and code. A test class implements it, registers a {@link
 * TenancyExtension} that says which migrations and which code it is about, and has these tests:
 *
 * <pre>{@code
 * class SignageTenancyTest implements TenancySuite {
 *
 *     @RegisterExtension
 *     static final TenancyExtension tenancy = TenancyExtension.migrations("classpath:db/signage")
 *             .code("com.example.signage")
 *             .build();
 * }
 * }</pre>
 *
 * <p>Tables are found in the catalogue, so the one that is added tomorrow is attacked as well. A table that takes no
 * row, an attack that can't be tried or has no target, and a package without a class are failures, never skipped.
 */
@Tag("isolation")
@Execution(ExecutionMode.SAME_THREAD)
@Isolated("some careless changes are to roles, which are the whole server's")
public interface TenancySuite {

    /** Attacks of one's own, besides the suite's; see {@link Attack}. */
    default List<Attack> attacks() {
        return List.of();
    }

    /** The migration gate, asked once more when all migrations are there. */
    @Test
    default void the_migration_gate_finds_nothing(TenancyUnderTest tenancy) throws SQLException {
        try (Connection connection = tenancy.arena().database().administrator().connect()) {
            GateReport report = Gate.check(connection);
            // No migration mends the server that tests happen to run on.
            List<Finding> findings = report.errors().stream()
                    .filter(finding ->
                            !Gate.acceptable().contains(finding.rule().id()))
                    .toList();
            if (!findings.isEmpty()) {
                throw new AssertionError("The database breaks rules:\n\n" + report);
            }
        }
    }

    /** Every attack of the suite, on every table and on all that stands beside them. */
    @TestFactory
    default Stream<DynamicTest> every_table_withstands_every_attack(TenancyUnderTest tenancy) throws SQLException {
        Arena arena = tenancy.arena();
        // Some of the suite's own concern what not everybody has, such as partitions.
        return tenancy.attack(IsolationSuite.all(arena).stream()
                .filter(attack -> !attack.aim(arena).isEmpty())
                .toList());
    }

    /** The attacks of one's own. */
    @TestFactory
    default Stream<DynamicTest> every_table_withstands_the_attacks_of_ones_own(TenancyUnderTest tenancy)
            throws SQLException {
        return tenancy.attack(attacks());
    }

    /** Each rule of {@link com.operanttechnologies.tenancytests.architecture.TenancyRules}, on each package. */
    @TestFactory
    default Stream<DynamicTest> the_code_keeps_each_rule(TenancyUnderTest tenancy) {
        return RulesOfCode.tests(tenancy.settings());
    }

    /**
     * Careless changes to the tables, each made in a copy: the gate notices it, or else an attack. With a tag by which
     * a build that is short of time leaves them to another one.
     */
    @TestFactory
    @Tag("thorough")
    default Stream<DynamicTest> every_careless_change_is_noticed(TenancyUnderTest tenancy) throws SQLException {
        return CarelessChanges.tests(tenancy);
    }
}
