package com.operanttechnologies.tenancytests.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.mutation.Mutant;
import com.operanttechnologies.tenancytests.mutation.MutationRun;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Careless changes to a team's tables fail their test when nobody notices them. */
@Tag("SEC-3")
class CarelessChangesTest {

    @RegisterExtension
    static final TenancyExtension tenancy = TenancyExtension.migrations("classpath:db/suites/note")
            .code("com.example.signage")
            .build();

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
    void changes_are_made_to_the_teams_tables_alone_and_of_every_kind(TenancyUnderTest tenancy) throws Exception {
        try (var tests = CarelessChanges.tests(tenancy)) {
            assertThat(tests)
                    .extracting(test -> test.getDisplayName())
                    .hasSizeGreaterThan(35)
                    .allMatch(name -> name.endsWith(" · memo.note"))
                    .contains("policy tenant dropped · memo.note", "FORCE off · memo.note")
                    .anyMatch(name -> name.startsWith("granted: "));
        }
    }
}
