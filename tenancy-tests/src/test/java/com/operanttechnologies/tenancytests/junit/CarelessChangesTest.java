package com.operanttechnologies.tenancytests.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.mutation.Mutant;
import com.operanttechnologies.tenancytests.mutation.MutationRun;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import com.operanttechnologies.tenancytests.rows.SuppliedValues;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Careless changes to a team's tables fail their test when nobody notices them. */
@ExtendWith(PostgresExtension.class)
@Tag("SEC-3")
@Tag("thorough")
class CarelessChangesTest {

    private static final List<String> NOTE = List.of("classpath:db/suites/note");

    @RegisterExtension
    static final TenancyExtension tenancy =
            TenancyExtension.migrations(NOTE.get(0)).code("com.example.signage").build();

    @Test
    void a_change_that_nobody_notices_fails_with_its_name(TenancyUnderTest tenancy) throws Throwable {
        Mutant harmless =
                new Mutant("a comment", "memo.note", List.of("comment on table memo.note is 'harmless'"), List.of());
        Mutant noticed = new Mutant(
                "FORCE off", "memo.note", List.of("alter table memo.note no force row level security"), List.of());
        Arena arena = tenancy.arenaOfMutants();
        try (MutationRun run = MutationRun.on(arena)) {
            CarelessChanges.test(run, noticed).getExecutable().execute();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() ->
                            CarelessChanges.test(run, harmless).getExecutable().execute())
                    .withMessageContaining("a comment · memo.note")
                    .withMessageContaining("SURVIVED");
        }
    }

    @Test
    void changes_are_made_to_the_teams_tables_alone(TenancyUnderTest tenancy) throws Exception {
        assertThat(CarelessChanges.mutants(tenancy))
                .allMatch(mutant -> mutant.target().equals("memo.note"))
                .extracting(Mutant::kind)
                .contains("policy tenant dropped", "FORCE off", "unique key without the Customer: note_id");
    }

    @Test
    void every_change_of_a_kind_is_made_where_that_is_asked_for(TenancyUnderTest tenancy, PostgresUnderTest server)
            throws Exception {
        try (MigratedTemplate template = MigratedTemplate.of(server, NOTE);
                TenancyUnderTest every = new TenancyUnderTest(template, everyMutantOf(NOTE))) {
            assertThat(grants(CarelessChanges.mutants(every)))
                    .contains("granted: all to public", "granted: truncate to operant_runtime");
            assertThat(grants(CarelessChanges.mutants(tenancy))).hasSize(1);
        }
    }

    @Test
    void tables_that_take_no_update_are_changed_as_well(PostgresUnderTest server) throws Throwable {
        List<String> log = List.of("classpath:db/suites/log");
        try (MigratedTemplate template = MigratedTemplate.of(server, log);
                TenancyUnderTest tenancy = new TenancyUnderTest(template, everyMutantOf(log));
                MutationRun run = MutationRun.on(tenancy.arenaOfMutants())) {
            List<Mutant> mutants = CarelessChanges.mutants(tenancy);
            assertThat(mutants)
                    .hasSizeGreaterThan(40)
                    .allMatch(mutant -> mutant.target().equals("memo.log"));
            CarelessChanges.test(run, mutants.get(0)).getExecutable().execute();
        }
    }

    private static TenancySettings everyMutantOf(List<String> locations) {
        return new TenancySettings(locations, List.of(), List.of(), List.of(), false, SuppliedValues.NONE, true);
    }

    private static List<String> grants(List<Mutant> mutants) {
        return mutants.stream()
                .map(Mutant::kind)
                .filter(kind -> kind.startsWith("granted: "))
                .toList();
    }
}
