package com.operanttechnologies.tenancytests.architecture;

import static com.operanttechnologies.tenancytests.architecture.Conditions.haveNoDependency;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the layer holds itself to: {@link TenancyRules}, with the packages named that may do what they refuse to others,
 * and rules about how the layer's own parts use each other. Immutable; safe for use by several threads.
 */
public final class LayerRules {

    /** Each has a package, a schema and a package of generated tables of this name. */
    private static final Set<String> PRODUCTS = Set.of("panel", "stage", "relay", "quoting", "agent", "usage", "audit");

    /** Whose tables are used by more than the package of their name, and by which. */
    private static final Map<String, Set<String>> SHARED_TABLES =
            // Keys are renewed for every column that holds sealed values, whosever it is.
            Map.of(
                    "tenancy", Set.of("crypto", "internal", "panel", "privacy"),
                    "panel", Set.of("crypto"),
                    "stage", Set.of("crypto"));

    private static final String GENERATED = "internal.tables";
    private static final String BINDING = "internal.bind";
    private static final String POOL = "internal.pool";
    private static final String JOOQ = "internal.jooq";
    /** The operator's jobs have a login of their own, and the database binds it. */
    private static final String OPERATOR = "privacy";

    private final CodeBase code;

    private LayerRules(CodeBase code) {
        this.code = code;
    }

    /** The rules for {@code com.operanttechnologies.persistence}. */
    public static LayerRules forPersistence() {
        return in("com.operanttechnologies.persistence");
    }

    /** The rules for a layer in another package: an example of one. */
    static LayerRules in(String root) {
        return new LayerRules(new CodeBase(
                root,
                below(root, PRODUCTS.stream()),
                below(root, Stream.of(GENERATED)),
                below(root, Stream.of(BINDING, POOL, OPERATOR)),
                below(root, Stream.of(BINDING, JOOQ))));
    }

    /** The rules that product teams have as well, with this layer's exceptions. */
    public TenancyRules tenancyRules() {
        return new TenancyRules(code);
    }

    /** Panel, Stage and the others see of each other what a product team sees of them. */
    public ArchRule products_use_only_the_top_package_of_each_other() {
        return writtenCode(haveNoDependency("on the inside of another product", this::reachesIntoAnotherProduct))
                .as("products use only the top package of each other")
                .because("each product changes its inside without asking the others;"
                        + " use the public classes of the package that has the product's name");
    }

    /** Generated tables of a schema are for the package that has the schema's name. */
    public ArchRule tables_are_used_only_by_the_product_that_owns_them() {
        return writtenCode(haveNoDependency("on another product's tables", this::usesForeignTables))
                .as("tables are used only by the product that owns them")
                .because("a table's rules are in its product's repositories; use those,"
                        + " or name the package in LayerRules.SHARED_TABLES where it has to share a table");
    }

    /** No product touches the binding or the pool. */
    public ArchRule products_reach_the_database_only_through_sessions() {
        return writtenCode(haveNoDependency(
                        "of a product on the binding or the pool",
                        dependency -> code.isProduct(dependency.getOriginClass())
                                && CodeBase.isInAny(code.below(BINDING, POOL), TenancyRules.targetOf(dependency))))
                .as("products reach the database only through sessions")
                .because("the binding and the pool know no Customer yet; take a TenantSession");
    }

    /** Tink's types stay in one package. */
    public ArchRule only_crypto_uses_tink() {
        return writtenCode(haveNoDependency(
                        "on Tink",
                        dependency -> CodeBase.isIn("com.google.crypto.tink", TenancyRules.targetOf(dependency))
                                && !CodeBase.isInAny(code.below("crypto"), dependency.getOriginClass())))
                .as("only crypto uses Tink")
                .because("a secret must be sealed under its Customer's key and for its own row;"
                        + " use TenantSession.cipher()");
    }

    /** No {@code System.out}, {@code System.err}, {@code printStackTrace} or {@code java.util.logging}. */
    public ArchRule the_layer_logs_through_slf4j() {
        return writtenCode(ArchConditions.never(ACCESS_STANDARD_STREAMS)
                        .and(haveNoDependency(
                                "on java.util.logging",
                                dependency -> CodeBase.isIn("java.util.logging", TenancyRules.targetOf(dependency)))))
                .as("the layer logs through SLF4J")
                .because("an application decides where its log goes, and what may be in it; use org.slf4j.Logger");
    }

    /** All of the rules above and all of {@link #tenancyRules()}. */
    public List<ArchRule> all() {
        List<ArchRule> all = new ArrayList<>(tenancyRules().all());
        all.add(products_use_only_the_top_package_of_each_other());
        all.add(tables_are_used_only_by_the_product_that_owns_them());
        all.add(products_reach_the_database_only_through_sessions());
        all.add(only_crypto_uses_tink());
        all.add(the_layer_logs_through_slf4j());
        return List.copyOf(all);
    }

    /**
     * Checks all rules.
     *
     * @throws AssertionError with the violations of all of them, each with its place
     */
    public void check(JavaClasses classes) {
        CompositeArchRule.of(all()).check(classes);
    }

    private ArchRule writtenCode(ArchCondition<JavaClass> condition) {
        return classes().that(code.written()).should(condition);
    }

    private boolean reachesIntoAnotherProduct(Dependency dependency) {
        JavaClass target = TenancyRules.targetOf(dependency);
        Optional<String> from = productOf(dependency.getOriginClass());
        Optional<String> to = productOf(target);
        return from.isPresent()
                && to.isPresent()
                && !from.equals(to)
                && !target.getPackageName().equals(to.get());
    }

    private Optional<String> productOf(JavaClass javaClass) {
        return code.products().stream()
                .filter(product -> CodeBase.isIn(product, javaClass))
                .findAny();
    }

    private boolean usesForeignTables(Dependency dependency) {
        String tables = code.root() + "." + GENERATED + ".";
        String target = TenancyRules.targetOf(dependency).getPackageName();
        if (!target.startsWith(tables)) {
            return false;
        }
        String schema = target.substring(tables.length()).replaceFirst("\\..*", "");
        JavaClass user = dependency.getOriginClass();
        return !CodeBase.isInAny(code.below(schema), user)
                && !CodeBase.isInAny(below(code.root(), SHARED_TABLES.getOrDefault(schema, Set.of()).stream()), user);
    }

    private static Set<String> below(String root, Stream<String> names) {
        return names.map(name -> root + "." + name).collect(toUnmodifiableSet());
    }
}
