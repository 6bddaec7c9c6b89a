package com.operanttechnologies.tenancytests.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/** A suite that ought to fail does, and says by what: each of {@link FailingSuites}. */
@ExtendWith(PostgresExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("thorough")
class TenancySuiteTest {

    private static final String GATE = "the_migration_gate_finds_nothing";
    private static final String ATTACKS = "every_table_withstands_every_attack";
    private static final String OWN_ATTACKS = "every_table_withstands_the_attacks_of_ones_own";
    private static final String RULES = "the_code_keeps_each_rule";

    /** Why each has failed, by its place: class, method and, for a dynamic test, its name. */
    private static Map<String, String> failures;

    /** On the server that this run has: a run within a run would start another one. */
    @BeforeAll
    static void runThemAll(PostgresUnderTest server) {
        Properties before = (Properties) System.getProperties().clone();
        Login administrator = server.administrator();
        System.setProperty("tenancy.postgres", "external");
        System.setProperty("tenancy.postgres.url", administrator.url());
        System.setProperty("tenancy.postgres.username", administrator.username());
        System.setProperty("tenancy.postgres.password", administrator.password());
        try {
            failures = failures(
                    selectClass(FailingSuites.BrokenTables.class),
                    selectClass(FailingSuites.NoMigration.class),
                    selectClass(FailingSuites.NoFolder.class),
                    selectClass(FailingSuites.VersionOfTheLayer.class),
                    method(FailingSuites.NoTable.class, ATTACKS),
                    method(FailingSuites.NoSchema.class, ATTACKS),
                    method(FailingSuites.OpenedByHand.class, GATE),
                    method(FailingSuites.OpenedByHand.class, ATTACKS),
                    method(FailingSuites.OpenedByHand.class, OWN_ATTACKS),
                    method(FailingSuites.WrongAttacks.class, OWN_ATTACKS),
                    method(FailingSuites.BrokenRule.class, RULES),
                    method(FailingSuites.NoCode.class, RULES),
                    method(FailingSuites.ValuesForNothing.class, ATTACKS));
        } finally {
            System.setProperties(before);
        }
    }

    private static DiscoverySelector method(Class<?> suite, String name) {
        return selectMethod(suite, name, TenancyUnderTest.class);
    }

    private static Map<String, String> failures(DiscoverySelector... selectors) {
        Map<String, String> found = new TreeMap<>();
        List<Event> finished = EngineTestKit.engine("junit-jupiter")
                .selectors(selectors)
                .execute()
                .allEvents()
                .filter(event -> event.getType() == EventType.FINISHED)
                .toList();
        for (Event event : finished) {
            event.getPayload(TestExecutionResult.class)
                    .flatMap(TestExecutionResult::getThrowable)
                    .ifPresent(thrown -> found.put(place(event), String.valueOf(thrown.getMessage())));
        }
        return found;
    }

    /** Such as {@code OpenPolicy}, or {@code OpenedByHand every_table… W1 … · memo.note}. */
    private static String place(Event event) {
        String id = event.getTestDescriptor().getUniqueId().toString();
        String suite = id.replaceAll(".*FailingSuites\\$(\\w+).*", "$1");
        String method = id.replaceAll(".*\\[(?:method|test-factory):(\\w+)\\(.*|.*", "$1");
        boolean dynamic = id.contains("[dynamic-test:");
        return (suite + " " + method
                        + (dynamic ? " " + event.getTestDescriptor().getDisplayName() : ""))
                .strip();
    }

    private static Map<String, String> of(String place) {
        Map<String, String> those = new TreeMap<>(failures);
        those.keySet().removeIf(each -> !each.startsWith(place));
        return those;
    }

    @Test
    void a_migration_that_the_gate_refuses_fails_the_class_once_with_every_finding() {
        assertThat(of("BrokenTables")).hasSize(1);
        assertThat(of("BrokenTables").get("BrokenTables"))
                .contains("classpath:db/suites/broken")
                .contains("V1000__broken.sql")
                .containsPattern("memo\\.unprotected[\\s\\S]*tenancy\\.protect")
                .containsPattern("memo\\.everybodys[\\s\\S]*PUBLIC")
                .containsPattern("memo\\.open[\\s\\S]*careless");
    }

    @Test
    void migrations_that_are_not_there_are_told_with_their_place() {
        assertThat(of("NoMigration").get("NoMigration"))
                .contains("classpath:db/suites/empty")
                .contains("There is none")
                .contains("V1000__");
        assertThat(of("NoFolder").get("NoFolder")).contains("classpath:db/suites/misspelt");
    }

    @Test
    void a_version_of_the_layer_is_told_with_the_ones_to_take() {
        assertThat(of("VersionOfTheLayer").get("VersionOfTheLayer"))
                .contains("V100 note")
                .contains("1000 or higher");
    }

    @Test
    void migrations_without_a_tenant_table_fail() {
        assertThat(of("NoTable").values())
                .singleElement()
                .asString()
                .contains("classpath:db/suites/tableless")
                .contains("make no tenant table")
                .contains("tenancy.protect");
    }

    @Test
    void a_schema_of_the_layer_without_a_tenant_table_fails() {
        assertThat(of("NoSchema").values())
                .singleElement()
                .asString()
                .contains("the schema stagee")
                .contains("such as stage");
    }

    @Test
    void a_table_that_is_opened_by_hand_is_noticed_by_the_gate_and_by_attacks() {
        assertThat(of("OpenedByHand " + GATE).values())
                .singleElement()
                .asString()
                .contains("policy-missing")
                .contains("memo.note");
        assertThat(of("OpenedByHand " + ATTACKS))
                .hasSizeGreaterThan(10)
                .containsKey("OpenedByHand " + ATTACKS + " W1 update by B's id · memo.note");
        assertThat(of("OpenedByHand " + ATTACKS).values()).allMatch(message -> message.contains("BREACHED"));
    }

    @Test
    void an_attack_of_a_teams_own_that_gets_through_fails_with_its_name_and_what_it_did() {
        assertThat(of("OpenedByHand " + OWN_ATTACKS))
                .containsOnlyKeys("OpenedByHand " + OWN_ATTACKS + " MEMO-1 B's note emptied · memo.note")
                .allSatisfy((place, message) ->
                        assertThat(message).contains("BREACHED").contains("B's rows are no longer what they were"));
    }

    @Test
    void an_attack_whose_answer_is_not_the_expected_one_fails() {
        assertThat(of("WrongAttacks " + OWN_ATTACKS + " MEMO-2").values())
                .singleElement()
                .asString()
                .contains("reading what is said to be refused")
                .contains("expected: 42501")
                .contains("observed: 1 rows");
    }

    @Test
    void an_attack_that_can_not_be_tried_or_has_no_target_fails() {
        assertThat(of("WrongAttacks " + OWN_ATTACKS + " MEMO-3").values())
                .singleElement()
                .asString()
                .contains("has no target")
                .contains("correct the table's name");
        assertThat(of("WrongAttacks " + OWN_ATTACKS + " MEMO-4").values())
                .singleElement()
                .asString()
                .contains("COULD_NOT_ATTACK")
                .contains("no idea");
    }

    @Test
    void a_repository_that_breaks_a_rule_is_named_under_the_rule() {
        assertThat(of("BrokenRule " + RULES + " repositories keep no static mutable state")
                        .values())
                .singleElement()
                .asString()
                .contains("CachingRepository");
        assertThat(of("BrokenRule " + RULES)).hasSize(7);
    }

    @Test
    void a_package_without_a_class_fails() {
        assertThat(of("NoCode").values())
                .singleElement()
                .asString()
                .contains("com.example.signage")
                .contains("includingTestCode()");
    }

    @Test
    void values_for_a_column_that_is_not_there_fail() {
        assertThat(of("ValuesForNothing").values())
                .singleElement()
                .asString()
                .contains("memo.note.boddy")
                .contains("no such column");
    }

    @Test
    void a_suite_that_is_about_nothing_is_refused_with_every_fault() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TenancyExtension.migrations("db/signage").build())
                .withMessageContaining("\"db/signage\"")
                .withMessageContaining("classpath:db/signage")
                .withMessageContaining("no package of code");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TenancyExtension.migrations()
                        .code("com.example.signage")
                        .build())
                .withMessageContaining("no location of migrations");
    }
}
