package com.operanttechnologies.tenancytests.junit;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.tenancytests.postgres.Kept;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import com.operanttechnologies.tenancytests.rows.SuppliedValues;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * JUnit 5 and 6: databases to throw away, with the layer's migrations and a team's own, for tests and for attacks.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TenancyExtension tenancy = TenancyExtension.migrations("classpath:db/signage")
 *         .code("com.example.signage")
 *         .build();
 * }</pre>
 *
 * <p>A test gets what it has a parameter for: a {@link TenantDatabase}, opened as an application opens it, with a login
 * of the runtime role; or all there is, a {@link TenancyUnderTest}. A class has databases of its own, which go with it.
 * The server is one for the whole JVM; the system properties of {@link PostgresUnderTest} choose it. Migrations run
 * once for all classes that name the same locations, and the migration gate runs over each: what it refuses fails the
 * class, with every finding and the SQL that mends it.
 *
 * <p>Immutable; safe for use by several threads. What it hands out has its own rules.
 */
public final class TenancyExtension implements BeforeAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(TenancyExtension.class);

    private final TenancySettings settings;

    private TenancyExtension(TenancySettings settings) {
        this.settings = settings;
    }

    /**
     * A team's own tables: those that its migrations add to the layer's.
     *
     * @param locations Flyway locations, such as {@code classpath:db/signage}; versions are 1000 or higher
     */
    public static Builder migrations(String... locations) {
        return new Builder(List.of(locations));
    }

    /**
     * The layer's own tables, for attacks that somebody adds to the suite's.
     *
     * @param schemas those whose tables are attacked, such as {@code stage}; none for all of them
     */
    public static TenancyExtension ofTheLayer(String... schemas) {
        return new TenancyExtension(new TenancySettings(
                List.of(), List.of(schemas), List.of(), List.of(), false, SuppliedValues.NONE, false));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Here and not in a test, so that a refused migration is told once.
        underTest(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TenancyUnderTest.class || type == TenantDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TenancyUnderTest tenancy = underTest(context);
        return parameter.getParameter().getType() == TenantDatabase.class ? tenancy.layer() : tenancy;
    }

    private TenancyUnderTest underTest(ExtensionContext context) {
        PostgresUnderTest server = PostgresExtension.server();
        // What all classes share first: JUnit closes what it keeps in the opposite order.
        MigratedTemplate template = kept(
                context.getRoot(),
                settings.locations(),
                MigratedTemplate.class,
                () -> MigratedTemplate.of(server, settings.locations()));
        return kept(context, this, TenancyUnderTest.class, () -> new TenancyUnderTest(template, settings));
    }

    private interface Maker<T> {
        T make();
    }

    private static <T extends AutoCloseable> T kept(
            ExtensionContext context, Object key, Class<T> type, Maker<T> maker) {
        Object kept = context.getStore(NAMESPACE).getOrComputeIfAbsent(key, absent -> new Kept<>(maker.make()));
        return type.cast(((Kept<?>) kept).value());
    }

    /** Says what a suite is about. Not safe for use by several threads. */
    public static final class Builder {

        private final List<String> locations;
        private final List<String> packages = new ArrayList<>();
        private final List<String> generated = new ArrayList<>();
        private boolean includesTests;
        private SuppliedValues supplied = SuppliedValues.NONE;
        private boolean everyMutant;

        private Builder(List<String> locations) {
            this.locations = locations;
        }

        /**
         * The code that works on the tables, to be held to the {@link
         * com.operanttechnologies.tenancytests.architecture.TenancyRules}.
         *
         * @param rootPackages packages, with those inside them
         */
        public Builder code(String... rootPackages) {
            packages.addAll(List.of(rootPackages));
            return this;
        }

        /**
         * What jOOQ has generated of it, which the rules leave alone.
         *
         * @param targetPackages the generator's target packages
         */
        public Builder generatedCode(String... targetPackages) {
            generated.addAll(List.of(targetPackages));
            return this;
        }

        /** Holds code in folders of tests to the rules as well, which is left out unless this is said. */
        public Builder includingTestCode() {
            includesTests = true;
            return this;
        }

        /**
         * Values for a column that none can be made up for, such as a number with check digits; see {@link
         * SuppliedValues}.
         *
         * @param table its name with its schema, such as {@code signage.player}
         * @param column its name
         * @param expressions SQL of each, such as {@code 'A-1'} with its quotes; four different ones if it is a key
         * @throws IllegalArgumentException when there is none
         */
        public Builder values(String table, String column, String... expressions) {
            supplied = supplied.with(table, column, List.of(expressions));
            return this;
        }

        /** Makes every careless change to every table, a fifth of a second each, in place of one of each kind. */
        public Builder everyMutant() {
            everyMutant = true;
            return this;
        }

        /**
         * Checks all of it but what only the database can tell.
         *
         * @throws IllegalArgumentException with every fault
         */
        public TenancyExtension build() {
            List<String> faults = new ArrayList<>();
            if (locations.isEmpty()) {
                faults.add("no location of migrations; give one, such as migrations(\"classpath:db/signage\")");
            }
            locations.stream()
                    .filter(location -> !location.matches("(classpath|filesystem):.+"))
                    .forEach(location -> faults.add("the location \"" + location
                            + "\" is none of Flyway's; write classpath:db/signage or filesystem:sql/signage"));
            if (packages.isEmpty()) {
                faults.add("no package of code; give yours, such as code(\"com.example.signage\")");
            }
            if (!faults.isEmpty()) {
                throw new IllegalArgumentException("A tenancy suite has " + String.join("; and ", faults));
            }
            return new TenancyExtension(new TenancySettings(
                    locations, List.of(), packages, generated, includesTests, supplied, everyMutant));
        }
    }
}
