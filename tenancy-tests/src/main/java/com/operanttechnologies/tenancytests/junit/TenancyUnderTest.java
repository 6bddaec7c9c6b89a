package com.operanttechnologies.tenancytests.junit;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.tenancytests.attack.AimedAttack;
import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.attack.Attack;
import com.operanttechnologies.tenancytests.attack.Outcome;
import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * A test class's own databases, made when they are first asked for: one that the layer is open on, for tests of
 * repositories, and one to attack, which is an {@link Arena}. Neither sees what is done to the other.
 *
 * <p>Safe for use by several threads; the arena is for one at a time.
 */
public final class TenancyUnderTest implements AutoCloseable {

    /** One of the layer's own that takes every statement. */
    private static final String STAND_IN = "stage.dashboard";

    private final MigratedTemplate template;
    private final TenancySettings settings;
    private final List<Resource> opened = new ArrayList<>();
    private @Nullable ThrowawayDatabase database;
    private @Nullable TenantDatabase layer;
    private @Nullable Arena arena;
    private @Nullable Arena arenaOfMutants;

    TenancyUnderTest(MigratedTemplate template, TenancySettings settings) {
        this.template = template;
        this.settings = settings;
    }

    /** The database that {@link #layer()} is open on, with a login for each role. */
    public synchronized ThrowawayDatabase database() {
        if (database == null) {
            database = template.copy();
            opened.add(database::close);
        }
        return database;
    }

    /** The layer as an application opens it, with a login of the runtime role. It is closed with the class. */
    public synchronized TenantDatabase layer() {
        if (layer == null) {
            layer = TenantDatabase.open(LayerSettings.of(database()).build());
            opened.add(layer::close);
        }
        return layer;
    }

    /**
     * The tables to attack, with a row of A's and one of B's in each. Nobody else may be connected to its database.
     *
     * @throws SQLException when the server fails
     * @throws IllegalStateException when there is no tenant table to attack
     * @throws IllegalArgumentException when values are supplied for what isn't there
     * @throws com.operanttechnologies.tenancytests.rows.UnsatisfiedTableException when a table takes no row
     */
    public synchronized Arena arena() throws SQLException {
        if (arena == null) {
            Arena made = arena(this::isOwn);
            requireTables(made);
            arena = made;
        }
        return arena;
    }

    private void requireTables(Arena made) {
        if (!settings.isOfTheLayer() && made.tables().isEmpty()) {
            throw new IllegalStateException("The migrations in " + String.join(", ", settings.locations())
                    + " make no tenant table, so nothing would be attacked; make one with create table and"
                    + " select tenancy.protect(…), or correct the location");
        }
        for (String schema : settings.schemas()) {
            if (made.tables().stream().noneMatch(table -> table.name().schema().equals(schema))) {
                throw new IllegalStateException(
                        "The layer has no tenant table in the schema " + schema
                                + ", so nothing would be attacked there; correct its name, such as stage, or name none for all");
            }
        }
    }

    /**
     * A test for each target of each attack; one that has no target fails, and so does what can't be tried.
     *
     * @throws SQLException when the server fails, see {@link #arena()}
     */
    public Stream<DynamicTest> attack(Collection<Attack> attacks) throws SQLException {
        Arena where = arena();
        return attacks.stream().flatMap(attack -> tests(attack, attack.aim(where)));
    }

    private static Stream<DynamicTest> tests(Attack attack, List<AimedAttack> aimed) {
        if (aimed.isEmpty()) {
            return Stream.of(DynamicTest.dynamicTest(attack + " · no table", () -> {
                throw new AssertionError(attack + " has no target: no tenant table is what it is aimed at;"
                        + " correct the table's name, or the condition that chooses tables");
            }));
        }
        return aimed.stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    Outcome outcome = each.attempt();
                    if (!outcome.passes()) {
                        throw new AssertionError(outcome.toString());
                    }
                }));
    }

    /**
     * Where mutants are made, which takes a table with every kind of statement: if no own one has, one of the layer's.
     */
    synchronized Arena arenaOfMutants() throws SQLException {
        if (arenaOfMutants == null) {
            Arena own = arena();
            arenaOfMutants = own.tables().stream().anyMatch(TenancyUnderTest::takesEverything)
                    ? own
                    : arena(table -> isOwn(table) || table.toString().equals(STAND_IN));
        }
        return arenaOfMutants;
    }

    private Arena arena(Predicate<TenantTable> targets) throws SQLException {
        ThrowawayDatabase copy = template.copy();
        opened.add(copy::close);
        Arena made = Arena.open(copy, targets, settings.supplied());
        opened.add(made::close);
        return made;
    }

    /** Whether the table is one that the suite is about. */
    boolean isOwn(TenantTable table) {
        if (settings.isOfTheLayer()) {
            return settings.schemas().isEmpty()
                    || settings.schemas().contains(table.name().schema());
        }
        return !template.layers().contains(table.name());
    }

    private static boolean takesEverything(TenantTable table) {
        return Stream.of(Privilege.values()).allMatch(table::allows);
    }

    TenancySettings settings() {
        return settings;
    }

    /** Something to close at the end. */
    private interface Resource {
        void close() throws SQLException;
    }

    /** Called by the extension, at the end of the class. */
    @Override
    public synchronized void close() throws SQLException {
        for (int last = opened.size() - 1; last >= 0; last--) {
            opened.get(last).close();
        }
        opened.clear();
    }
}
