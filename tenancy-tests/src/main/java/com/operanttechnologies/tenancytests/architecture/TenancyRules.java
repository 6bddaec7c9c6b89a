package com.operanttechnologies.tenancytests.architecture;

import static com.operanttechnologies.tenancytests.architecture.Conditions.haveNoAccess;
import static com.operanttechnologies.tenancytests.architecture.Conditions.haveNoDependency;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.List;
import java.util.Set;

/**
 * What a product team's code must keep to, so that every statement goes through a session of one Customer.
 *
 * <pre>{@code
 * JavaClasses classes = new ClassFileImporter().importPackages("com.example.signage");
 * TenancyRules.forPackage("com.example.signage").check(classes);
 * }</pre>
 *
 * <p>{@link com.operanttechnologies.tenancytests.junit.TenancySuite} does the same, a test for each rule.
 *
 * <p>The rules look at byte code: reflection and code outside the root package are not seen. They keep mistakes out;
 * what holds without them is the database's own row-level security. A single place that must break one is listed in
 * {@code archunit_ignore_patterns.txt}, where a review sees it.
 *
 * <p>A rule whose root package holds no class fails, so a misspelt one is noticed. Immutable; safe for use by several
 * threads.
 */
public final class TenancyRules {

    private static final String LAYER = "com.operanttechnologies";
    private static final String INTERNAL = ".internal";

    private final CodeBase code;

    TenancyRules(CodeBase code) {
        this.code = code;
    }

    /**
     * The rules for the code in a package and the packages inside it.
     *
     * @param rootPackage such as {@code com.example.signage}
     * @throws IllegalArgumentException when it isn't the name of a package
     */
    public static TenancyRules forPackage(String rootPackage) {
        return new TenancyRules(CodeBase.ofTeam(requirePackage(rootPackage)));
    }

    /**
     * The same rules, which don't look at code that jOOQ generated.
     *
     * @param packages the generator's target packages
     * @throws IllegalArgumentException when one isn't the name of a package
     */
    public TenancyRules withGeneratedCodeIn(String... packages) {
        for (String name : packages) {
            requirePackage(name);
        }
        return new TenancyRules(code.withGenerated(Set.of(packages)));
    }

    /** No data source, driver, pool, or {@code unwrap}. */
    public ArchRule only_the_layer_opens_connections() {
        return writtenCode(haveNoDependency("on what opens connections", this::connects)
                        .and(haveNoAccess(
                                "to unwrap",
                                access -> Ways.unwraps(access)
                                        && !CodeBase.isInAny(code.mayConnect(), access.getOriginOwner()))))
                .as("only the layer opens connections")
                .because("a connection that the layer didn't bind has no Customer, and one that was unwrapped isn't"
                        + " guarded; use TenantDatabase.read or transact, and what TenantSession gives");
    }

    /** No {@code DSL.using}, no configuration or connection provider of one's own, no change to the session's. */
    public ArchRule only_the_layer_configures_jooq() {
        return writtenCode(haveNoAccess(
                        "to jOOQ's configuration",
                        access -> Ways.configuresJooq(access)
                                && !CodeBase.isInAny(code.mayConfigureJooq(), access.getOriginOwner())))
                .as("only the layer configures jOOQ")
                .because("the session's jOOQ puts customer_id into every statement, and another one doesn't;"
                        + " use TenantSession.dsl()");
    }

    /** Repositories, and whatever keeps a session, a DSLContext or a Connection, take a TenantSession. */
    public ArchRule repositories_are_made_from_a_session() {
        return writtenCode(RepositoryConditions.takeASession(code))
                .as("repositories are made from a session")
                .because("a repository lives as long as its session and works for that one Customer;"
                        + " give each constructor a TenantSession, and make the repository inside the lambda");
    }

    /** No static field in a repository that can change, or whose content can. */
    public ArchRule repositories_keep_no_static_mutable_state() {
        return writtenCode(RepositoryConditions.keepNothingStaticThatChanges(code))
                .as("repositories keep no static mutable state")
                .because("static state outlives the session, so that what one Customer left there reaches the next;"
                        + " use instance fields, or constants of immutable types such as List.of gives");
    }

    /** No static field holds a session, a DSLContext or a Connection, nor a collection or ThreadLocal of them. */
    public ArchRule sessions_are_not_kept_in_static_fields() {
        return writtenCode(RepositoryConditions.keepNoSessionInAStaticField())
                .as("sessions are not kept in static fields")
                .because("a session is for one lambda on one thread; pass it on as a parameter");
    }

    /** No jOOQ method that takes SQL as text, and no JDBC statement. */
    public ArchRule nothing_writes_sql_as_text() {
        return writtenCode(haveNoAccess(
                                "to jOOQ's plain SQL",
                                access -> Ways.writesSqlAsText(access) && worksForACustomer(access.getOriginOwner()))
                        .and(haveNoDependency(
                                "on JDBC's statements",
                                dependency -> Ways.isStatement(targetOf(dependency))
                                        && worksForACustomer(dependency.getOriginClass()))))
                .as("nothing writes SQL as text")
                .because("the layer can't put customer_id into text, and text can be injected;"
                        + " use the generated tables and jOOQ's DSL on TenantSession.dsl()");
    }

    /** A package named {@code internal} is for the package that it is in: a product's own, and the layer's. */
    public ArchRule internal_packages_are_used_only_by_the_package_around_them() {
        return writtenCode(haveNoDependency("on another package's internals", this::reachesIntoInternals))
                .as("internal packages are used only by the package around them")
                .because("what is internal changes without notice and trusts its callers;"
                        + " use the public classes of the package around it");
    }

    /** All of the rules above. */
    public List<ArchRule> all() {
        return List.of(
                only_the_layer_opens_connections(),
                only_the_layer_configures_jooq(),
                repositories_are_made_from_a_session(),
                repositories_keep_no_static_mutable_state(),
                sessions_are_not_kept_in_static_fields(),
                nothing_writes_sql_as_text(),
                internal_packages_are_used_only_by_the_package_around_them());
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

    private boolean connects(Dependency dependency) {
        return Ways.connects(targetOf(dependency)) && !CodeBase.isInAny(code.mayConnect(), dependency.getOriginClass());
    }

    private boolean worksForACustomer(JavaClass javaClass) {
        return code.isProduct(javaClass) || code.isRepository(javaClass);
    }

    private boolean reachesIntoInternals(Dependency dependency) {
        JavaClass target = targetOf(dependency);
        if (!CodeBase.isIn(code.root(), target) && !CodeBase.isIn(LAYER, target)) {
            return false;
        }
        int internal = (target.getPackageName() + ".").lastIndexOf(INTERNAL + ".");
        return internal >= 0
                && !CodeBase.isIn(target.getPackageName().substring(0, internal), dependency.getOriginClass());
    }

    static JavaClass targetOf(Dependency dependency) {
        return dependency.getTargetClass().getBaseComponentType();
    }

    private static String requirePackage(String name) {
        if (!name.matches("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*"
                + "(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)*")) {
            throw new IllegalArgumentException(
                    "A package is named like com.example.signage, without dots at its end; not \"" + name + "\"");
        }
        return name;
    }
}
