package com.operanttechnologies.tenancytests.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

    private static final RuleExamples VIOLATIONS = new RuleExamples("violations");
    private static final RuleExamples CONFORMING = new RuleExamples("conforming");

    static Stream<JavaClass> violations() {
        return VIOLATIONS.examples();
    }

    static Set<String> rules() {
        return VIOLATIONS.ruleNames();
    }

    @ParameterizedTest
    @MethodSource("violations")
    void an_example_is_reported_by_the_rules_that_it_breaks_and_by_no_other(JavaClass example) {
        assertThat(VIOLATIONS.reporting(example)).isEqualTo(RuleExamples.brokenBy(example));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void a_rule_has_an_example_that_breaks_it_and_is_kept_by_code_as_it_should_be(String rule) {
        assertThat(violations().flatMap(example -> RuleExamples.brokenBy(example).stream()))
                .as("examples under violations that break " + rule)
                .contains(rule);
        CONFORMING.rule(rule).check(CONFORMING.classes());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void a_rule_is_named_as_it_reads_and_says_what_to_use_instead(String rule) {
        String description = VIOLATIONS.rule(rule).getDescription();

        assertThat(description.toLowerCase(Locale.ROOT)).startsWith(rule.replace('_', ' ') + ", because ");
        assertThat(description).contains("; ");
    }

    @Test
    void all_rules_are_in_the_list_that_is_checked() {
        LayerRules layer = LayerRules.forPersistence();

        assertThat(layer.all()).hasSameSizeAs(VIOLATIONS.ruleNames());
        assertThat(descriptions(layer.all()))
                .containsExactlyInAnyOrderElementsOf(
                        descriptions(rules().stream().map(VIOLATIONS::rule).toList()));
    }

    @Test
    void the_layer_keeps_its_own_rules() {
        JavaClasses layer = new ClassFileImporter()
                .withImportOption(location -> !location.contains("/internal/tables/"))
                .importPackages("com.operanttechnologies.persistence");

        assertThat(layer).isNotEmpty();
        LayerRules.forPersistence().check(layer);
    }

    @Test
    void a_team_is_told_all_violations_at_once_each_with_its_place_and_the_remedy() {
        TenancyRules rules = TenancyRules.forPackage(VIOLATIONS.getClass().getPackageName() + ".violations");

        assertThatThrownBy(() -> rules.check(VIOLATIONS.classes()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("(OwnContext.java:")
                .hasMessageContaining("(DriverManagerUser.java:")
                .hasMessageContaining("use TenantDatabase.read or transact");
    }

    @Test
    void a_team_may_name_the_packages_that_jooq_generated() {
        String root = VIOLATIONS.getClass().getPackageName() + ".conforming";
        TenancyRules rules = TenancyRules.forPackage(root);

        assertThat(textIn(rules)).contains("(Dashboard.java:");
        assertThat(textIn(rules.withGeneratedCodeIn(root + ".internal.tables"))).doesNotContain("(Dashboard.java:");
    }

    @Test
    void a_root_package_without_classes_fails_rather_than_passing_unseen() {
        assertThatThrownBy(() -> TenancyRules.forPackage("com.example.singage").check(CONFORMING.classes()))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void a_pattern_is_not_the_name_of_a_package() {
        assertThatThrownBy(() -> TenancyRules.forPackage("com.example.."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("com.example..");
        assertThatThrownBy(() -> TenancyRules.forPackage("")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String textIn(TenancyRules rules) {
        return rules.nothing_writes_sql_as_text()
                .evaluate(CONFORMING.classes())
                .getFailureReport()
                .toString();
    }

    private static List<String> descriptions(List<ArchRule> rules) {
        return rules.stream().map(ArchRule::getDescription).toList();
    }
}
