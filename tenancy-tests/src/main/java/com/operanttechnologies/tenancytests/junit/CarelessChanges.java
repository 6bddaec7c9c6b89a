package com.operanttechnologies.tenancytests.junit;

import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.mutation.Fate;
import com.operanttechnologies.tenancytests.mutation.Mutant;
import com.operanttechnologies.tenancytests.mutation.Mutants;
import com.operanttechnologies.tenancytests.mutation.MutationRun;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Mutants of a team's tables as tests: each is killed by the gate or by an attack. */
final class CarelessChanges {

    private CarelessChanges() {}

    static Stream<DynamicTest> tests(TenancyUnderTest tenancy) throws SQLException {
        List<Mutant> mutants = mutants(tenancy);
        MutationRun run = MutationRun.on(tenancy.arenaOfMutants());
        return mutants.stream().map(mutant -> test(run, mutant)).onClose(() -> close(run));
    }

    /** Those of the tables that the suite is about: one of each kind, or all. */
    static List<Mutant> mutants(TenancyUnderTest tenancy) throws SQLException {
        Arena arena = tenancy.arenaOfMutants();
        Set<String> tables = arena.tables().stream()
                .filter(tenancy::isOwn)
                .map(TenantTable::toString)
                .collect(Collectors.toSet());
        List<Mutant> all = Mutants.of(arena).stream()
                // The catalogue quotes names that need it.
                .filter(mutant -> tables.contains(mutant.target().replace("\"", "")))
                .toList();
        return tenancy.settings().everyMutant() ? all : Mutants.sample(all);
    }

    static DynamicTest test(MutationRun run, Mutant mutant) {
        return DynamicTest.dynamicTest(mutant.toString(), () -> {
            Fate fate = run.fate(mutant, false);
            if (fate.survived()) {
                throw new AssertionError(fate + ": neither the migration gate nor an attack has noticed it;"
                        + " please report it, with the table's definition");
            }
        });
    }

    private static void close(MutationRun run) {
        try {
            run.close();
        } catch (SQLException e) {
            throw new IllegalStateException("The copy for careless changes could not be dropped: " + e.getMessage(), e);
        }
    }
}
