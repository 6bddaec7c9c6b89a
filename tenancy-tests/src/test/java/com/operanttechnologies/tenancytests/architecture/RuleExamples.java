package com.operanttechnologies.tenancytests.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The examples in a package, and the rules for it by name. */
final class RuleExamples {

    private final JavaClasses classes;
    private final Map<String, ArchRule> rules = new TreeMap<>();

    RuleExamples(String subpackage) {
        String root = RuleExamples.class.getPackageName() + "." + subpackage;
        classes = new ClassFileImporter().importPackages(root);
        LayerRules layer = LayerRules.in(root);
        addRules(layer.tenancyRules());
        addRules(layer);
    }

    /** Every public method that makes a rule, by its name, so that none can be forgotten. */
    private void addRules(Object maker) {
        Stream.of(maker.getClass().getMethods())
                .filter(method -> method.getReturnType() == ArchRule.class)
                .forEach(method -> rules.put(method.getName(), make(maker, method)));
    }

    JavaClasses classes() {
        return classes;
    }

    Set<String> ruleNames() {
        return rules.keySet();
    }

    ArchRule rule(String name) {
        return Objects.requireNonNull(rules.get(name), name);
    }

    Stream<JavaClass> examples() {
        return classes.stream().filter(javaClass -> javaClass.isAnnotatedWith(Breaks.class));
    }

    static Set<String> brokenBy(JavaClass example) {
        return new TreeSet<>(
                Arrays.asList(example.getAnnotationOfType(Breaks.class).value()));
    }

    /** The rules that report something in this class, of those for the package. */
    Set<String> reporting(JavaClass example) {
        Set<String> reporting = new TreeSet<>();
        rules.forEach((name, rule) -> {
            boolean reported = rule.evaluate(classes).getFailureReport().getDetails().stream()
                    .anyMatch(detail ->
                            detail.matches("(?s).*" + example.getName().replace(".", "\\.") + "\\b.*"));
            if (reported) {
                reporting.add(name);
            }
        });
        return reporting;
    }

    private static ArchRule make(Object maker, Method method) {
        try {
            return (ArchRule) method.invoke(maker);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
