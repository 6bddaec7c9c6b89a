package com.operanttechnologies.tenancytests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.operanttechnologies.persistence.TenantSession;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.sql.Connection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/**
 * Whose code the rules look at, and which of its packages may do what others may not. All names are of whole packages;
 * what holds for a package holds for those inside it.
 *
 * @param root the package that everything is in
 * @param products packages of code that works for a Customer, and so only through a session
 * @param generated packages that jOOQ generated: nobody's to change, so not looked at
 * @param mayConnect packages that may touch data sources and drivers
 * @param mayConfigureJooq packages that may make or change jOOQ's configuration
 */
record CodeBase(
        String root,
        Set<String> products,
        Set<String> generated,
        Set<String> mayConnect,
        Set<String> mayConfigureJooq) {

    /** A product team's code: all of it works for a Customer. */
    static CodeBase ofTeam(String root) {
        return new CodeBase(root, Set.of(root), Set.of(), Set.of(), Set.of());
    }

    CodeBase withGenerated(Set<String> packages) {
        Set<String> all = new TreeSet<>(generated);
        all.addAll(packages);
        return new CodeBase(root, products, all, mayConnect, mayConfigureJooq);
    }

    /** Whole names of packages below the root. */
    Set<String> below(String... packages) {
        return Stream.of(packages).map(name -> root + "." + name).collect(toUnmodifiableSet());
    }

    static boolean isIn(String ancestor, JavaClass javaClass) {
        String name = javaClass.getPackageName();
        return name.equals(ancestor) || name.startsWith(ancestor + ".");
    }

    static boolean isInAny(Set<String> ancestors, JavaClass javaClass) {
        return ancestors.stream().anyMatch(ancestor -> isIn(ancestor, javaClass));
    }

    /** What people wrote, everywhere under the root. */
    DescribedPredicate<JavaClass> written() {
        return describe("are written in " + root, javaClass -> isIn(root, javaClass) && !isInAny(generated, javaClass));
    }

    boolean isProduct(JavaClass javaClass) {
        return isInAny(products, javaClass);
    }

    /** A class that says it is a repository, or that keeps what only a session gives out. */
    boolean isRepository(JavaClass javaClass) {
        return !javaClass.isInterface()
                && (javaClass.getSimpleName().endsWith("Repository")
                        || isProduct(javaClass) && keepsWhatASessionGives(javaClass));
    }

    /** A session, or what may not live longer than one. */
    static boolean isOfASession(JavaClass type) {
        return type.isAssignableTo(TenantSession.class)
                || type.isAssignableTo(DSLContext.class)
                || type.isAssignableTo(Connection.class);
    }

    private static boolean keepsWhatASessionGives(JavaClass javaClass) {
        return javaClass.getFields().stream()
                // Synthetic ones are what a local or anonymous class captures: it lives in its method.
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC)
                        && !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                .anyMatch(field -> isOfASession(field.getRawType()));
    }
}
