package com.operanttechnologies.tenancytests.junit;

import com.operanttechnologies.tenancytests.architecture.TenancyRules;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The architecture rules as tests, one for each rule and package. */
final class RulesOfCode {

    private RulesOfCode() {}

    static Stream<DynamicTest> tests(TenancySettings settings) {
        return settings.packages().stream().flatMap(root -> tests(root, settings));
    }

    private static Stream<DynamicTest> tests(String root, TenancySettings settings) {
        TenancyRules rules = TenancyRules.forPackage(root)
                .withGeneratedCodeIn(settings.generated().toArray(String[]::new));
        JavaClasses classes = classes(root, settings);
        return rules.all().stream()
                .map(rule -> DynamicTest.dynamicTest(name(rule) + " · " + root, () -> rule.check(classes)));
    }

    /** What the rule is, without the reason that its description gives as well. */
    private static String name(ArchRule rule) {
        return rule.getDescription().replaceFirst(", because .*", "");
    }

    private static JavaClasses classes(String root, TenancySettings settings) {
        ClassFileImporter importer = settings.includesTests()
                ? new ClassFileImporter()
                : new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS);
        JavaClasses classes = importer.importPackages(root);
        if (classes.isEmpty()) {
            throw new AssertionError("There is no class in the package " + root
                    + (settings.includesTests() ? "" : " outside of folders of tests")
                    + "; correct the package in code(…)"
                    + (settings.includesTests() ? "" : ", or add includingTestCode()"));
        }
        return classes;
    }
}
