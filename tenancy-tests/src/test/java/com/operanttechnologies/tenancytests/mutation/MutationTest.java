package com.operanttechnologies.tenancytests.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.attack.IsolationSuite;
import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** One mutant of each kind, in CI; {@code operant-tenancy prove} can make all of them. */
@ExtendWith(PostgresExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
@Tag("SEC-3")
@Tag("thorough")
class MutationTest {

    private ThrowawayDatabase database;
    private Arena arena;
    private MutationRun run;

    @BeforeAll
    void open(PostgresUnderTest server) throws Exception {
        database = server.newDatabase();
        // Rows only where an attack needs them: what the gate finds, it finds in the catalogue.
        arena = Arena.open(database, table -> Stream.of(Privilege.values()).allMatch(table::allows));
        run = MutationRun.on(arena);
    }

    @AfterAll
    void close() throws Exception {
        run.close();
        arena.close();
        database.close();
    }

    @Test
    void careless_changes_of_every_kind_are_noticed() throws Exception {
        List<Mutant> kinds = Mutants.sample(Mutants.of(arena));
        assertThat(kinds).hasSizeGreaterThan(100);
        List<Fate> fates = new ArrayList<>();
        for (Mutant kind : kinds) {
            fates.add(run.fate(kind, false));
        }
        assertThat(fates).filteredOn(Fate::survived).isEmpty();
        assertThat(fates).filteredOn(fate -> !fate.made()).as("not made").isEmpty();
    }

    @Test
    void a_change_that_breaks_nothing_survives_gate_and_attacks() throws Exception {
        Mutant harmless = Mutant.of("a comment", "stage.dashboard", "comment on table stage.dashboard is 'harmless'");
        Fate fate = run.fate(harmless, true);
        assertThat(fate.survived()).as("%s", fate).isTrue();
    }

    @Test
    void an_attack_notices_what_the_gate_is_not_asked_about() throws Exception {
        Mutant leak = Mutant.of(
                "both policies gone",
                "stage.dashboard",
                "drop policy tenant_fence on stage.dashboard",
                "alter policy tenant on stage.dashboard using (true) with check (true)");
        Fate fate = run.fate(leak, true);
        assertThat(fate.rules()).contains("policy-changed", "policy-missing");
        assertThat(fate.attacks()).hasSize(1);
    }

    /** Beside the gate, which knows each function to the letter. */
    @Test
    @Tag("PRV-2")
    void an_attack_notices_each_check_of_lifecycle_holds_and_jobs_that_is_left_out() throws Exception {
        List<Mutant> mutants;
        try (Connection administrator = database.administrator().connect()) {
            mutants = LifecycleMutants.of(administrator);
        }
        assertThat(mutants).hasSize(13);
        List<Fate> fates = new ArrayList<>();
        for (Mutant mutant : mutants) {
            fates.add(run.fate(mutant, true));
        }
        assertThat(fates).allSatisfy(fate -> {
            assertThat(fate.rules()).contains("function-changed");
            assertThat(fate.attacks()).as("%s", fate).isNotEmpty();
        });
    }

    @Test
    void what_attacks_make_on_the_server_is_removed_and_nothing_else(PostgresUnderTest server) throws Exception {
        // Not in the database itself, which is copied.
        try (Connection administrator = server.administrator().connect();
                Statement statement = administrator.createStatement()) {
            statement.execute("create role somebody_elses");
            try {
                Fate fate = run.fate(
                        Mutant.ofCluster(
                                "a login that may make roles and databases",
                                Mutant.DATABASE,
                                "alter role " + Mutant.LOGIN + " createrole createdb",
                                "alter role " + Mutant.LOGIN + " nocreaterole nocreatedb"),
                        true);
                assertThat(fate.attacks()).singleElement().asString().contains("create role");
                try (ResultSet left = statement.executeQuery(
                        "select string_agg(rolname, ' ') from pg_roles where rolname in ('somebody_elses', '"
                                + IsolationSuite.MADE_ON_SERVER + "')")) {
                    left.next();
                    assertThat(left.getString(1)).isEqualTo("somebody_elses");
                }
            } finally {
                statement.execute("drop role somebody_elses");
            }
        }
    }

    @Test
    void a_change_that_postgresql_refuses_is_told_apart() throws Exception {
        Mutant impossible = Mutant.of("a table that isn't there", "stage.dashboard", "drop table stage.nothing");
        Fate fate = run.fate(impossible, true);
        assertThat(fate.made()).isFalse();
        assertThat(fate.survived()).isFalse();
        assertThat(fate.impossible()).startsWith("42P01");
    }
}
