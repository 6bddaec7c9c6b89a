package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.catalogue.Catalogue;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TableName;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.rows.Row;
import com.operanttechnologies.tenancytests.rows.RowDraft;
import com.operanttechnologies.tenancytests.rows.RowSynthesis;
import com.operanttechnologies.tenancytests.rows.SuppliedValues;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where attacks happen: a throw-away database with two Customers, the attacker A and the victim B, who each have a row
 * in every tenant table that is attacked.
 *
 * <p>Not safe for use by several threads. Closing it closes its connection, not the database.
 */
public final class Arena implements AutoCloseable {

    private static final Duration TOKEN_LIFE = Duration.ofMinutes(5);
    /** Shorter ones are the words of states and kinds, which everybody has. */
    private static final int LONG_VALUE = 12;

    private static final UUID ATTACKER = UUID.fromString("aaaaaaaa-1111-7111-8111-aaaaaaaaaaaa");
    private static final UUID VICTIM = UUID.fromString("bbbbbbbb-2222-7222-8222-bbbbbbbbbbbb");

    private final Ground ground;
    private final @Nullable ThrowawayDatabase database;
    private final List<TenantTable> tables;
    private final List<TenantTable> targets;
    private final ArenaConnections rowConnections = new ArenaConnections(this);
    private final RowSynthesis rows;
    private final Witness witness;
    private final Map<String, RowDraft> drafts;
    private @Nullable Connection administrator;
    private @Nullable Connection own;
    private @Nullable Seal seal;
    private String replaced = "";
    private Instant replacedUntil = Instant.MIN;
    private List<Loot> loot = List.of();

    private Arena(
            Ground ground,
            @Nullable ThrowawayDatabase database,
            List<TenantTable> tables,
            List<TenantTable> targets,
            List<Row> planted,
            Map<String, RowDraft> drafts) {
        this.ground = ground;
        this.database = database;
        this.tables = tables;
        this.targets = targets;
        this.rows = new RowSynthesis(tables, rowConnections, planted);
        this.witness = new Witness(VICTIM, !ground.isRolledBack());
        this.drafts = new HashMap<>(drafts);
    }

    /**
     * Finds the tenant tables of a database and makes both Customers' rows in them.
     *
     * @throws SQLException when the server fails
     * @throws com.operanttechnologies.tenancytests.rows.UnsatisfiedTableException when a table takes no row
     */
    public static Arena open(ThrowawayDatabase database) throws SQLException {
        return open(database, table -> true);
    }

    /**
     * The same for some of the tenant tables; others are filled where those refer to them, and are watched as well.
     *
     * @param targets the tables to attack
     */
    public static Arena open(ThrowawayDatabase database, Predicate<TenantTable> targets) throws SQLException {
        return open(database, targets, SuppliedValues.NONE);
    }

    /**
     * The same, with values for columns that none can be made up for.
     *
     * @param supplied those values
     * @throws IllegalArgumentException when one is for a column that isn't there, or whose value is its parent's
     */
    public static Arena open(ThrowawayDatabase database, Predicate<TenantTable> targets, SuppliedValues supplied)
            throws SQLException {
        return open(new ThrowawayGround(database), database, targets, supplied);
    }

    /**
     * The same in a database that others use: all of it happens in one transaction, and is rolled back.
     *
     * @param ground the transaction
     * @throws IllegalStateException when one of the two Customers is there already
     */
    public static Arena open(RolledBackGround ground) throws SQLException {
        return open(ground, table -> true);
    }

    static Arena open(RolledBackGround ground, Predicate<TenantTable> targets) throws SQLException {
        try (Connection connection = ground.administrator();
                Statement statement = connection.createStatement();
                ResultSet there = statement.executeQuery(
                        "select from tenancy.customer where customer_id in ('" + ATTACKER + "', '" + VICTIM + "')")) {
            if (there.next()) {
                throw new IllegalStateException("The Customers " + ATTACKER + " and " + VICTIM
                        + ", which only attacks use, are in this database; remove them first");
            }
        }
        return open(ground, null, targets, SuppliedValues.NONE);
    }

    private static Arena open(
            Ground ground,
            @Nullable ThrowawayDatabase database,
            Predicate<TenantTable> targets,
            SuppliedValues supplied)
            throws SQLException {
        List<TenantTable> tables;
        try (Connection connection = ground.administrator()) {
            tables = supplied.on(Catalogue.read(connection, DatabaseRole.RUNTIME.group()));
        }
        Arena arena = new Arena(
                ground, database, tables, tables.stream().filter(targets).toList(), List.of(), Map.of());
        arena.restore();
        return arena;
    }

    /** A copy of the database with all that is in it, to be broken on purpose; whoever asks closes it. */
    public ThrowawayDatabase copy() throws SQLException {
        draftAll();
        close();
        return database().copy();
    }

    /** The same attacks on a copy: it has the same rows, and what it is expected to allow is what this one allows. */
    public Arena on(ThrowawayDatabase copy) {
        return new Arena(new ThrowawayGround(copy), copy, tables, targets, rows.planted(), drafts);
    }

    /** The tenant tables to attack, as they were found when the arena was opened. */
    public List<TenantTable> tables() {
        return targets;
    }

    /**
     * The database.
     *
     * @throws IllegalStateException when it is none to throw away
     */
    public ThrowawayDatabase database() {
        if (database == null) {
            throw new IllegalStateException("This arena is in a database that others use");
        }
        return database;
    }

    Ground ground() {
        return ground;
    }

    /** Every tenant table, attacked or not. */
    List<TenantTable> tenantTables() {
        return tables;
    }

    String runtimeLogin() {
        return ground.runtimeLogin();
    }

    /** Texts by which B's rows are known wherever they turn up: long ones that are in no row of A's. */
    public List<String> victimsValues() {
        Set<String> own = values(table -> true, ATTACKER).collect(Collectors.toSet());
        return values(table -> true, VICTIM)
                .filter(value -> value.length() >= LONG_VALUE && !own.contains(value))
                .distinct()
                .toList();
    }

    /** What stands in the rows that were made for a Customer in a table. */
    Set<String> values(TenantTable table, UUID customer) {
        return values(table.name()::equals, customer).collect(Collectors.toSet());
    }

    private Stream<String> values(Predicate<TableName> of, UUID customer) {
        return rows.planted().stream()
                .filter(row -> of.test(row.table().name()))
                .filter(row -> customer.toString().equals(row.values().get(TenantTable.CUSTOMER)))
                .flatMap(row -> row.values().values().stream())
                .flatMap(Stream::ofNullable);
    }

    /** What of B's, beside its rows, A may have got hold of. */
    List<Loot> loot() throws SQLException {
        if (loot.isEmpty()) {
            loot = Loot.plant(administrator(), VICTIM, victimsValues());
        }
        return loot;
    }

    /** A, who attacks. */
    public UUID attacker() {
        return ATTACKER;
    }

    /** B, who is attacked. */
    public UUID victim() {
        return VICTIM;
    }

    /**
     * A row that the Customer could insert, and that is inserted nowhere: attacks with it are refused or rolled back.
     */
    RowDraft draft(TenantTable table, UUID customer) throws SQLException {
        String key = table + " " + customer;
        RowDraft draft = drafts.get(key);
        if (draft == null) {
            draft = rows.draft(table, customer);
            drafts.put(key, draft);
        }
        return draft;
    }

    /** So that copies have what drafts need, and needn't make up their own. */
    private void draftAll() throws SQLException {
        for (TenantTable table : targets) {
            if (!table.partition()) {
                draft(table, ATTACKER);
                draft(table, VICTIM);
            }
        }
    }

    Witness witness() {
        return witness;
    }

    /** The newest row of a Customer in a table. */
    @Nullable
    Row newest(TenantTable table, UUID customer) {
        return rows.planted().stream()
                .filter(row -> row.table().name().equals(table.name()))
                .filter(row -> customer.toString().equals(row.values().get(TenantTable.CUSTOMER)))
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    Connection runtime() throws SQLException {
        return ground.connect(DatabaseRole.RUNTIME);
    }

    /** The same with startup options, which no connection of the layer may have. */
    Connection runtime(String options) throws SQLException {
        return ground.runtime(options);
    }

    Connection administrator() throws SQLException {
        if (administrator == null) {
            administrator = ground.administrator();
        }
        return administrator;
    }

    /** A connection of the runtime role that no attack uses, for A's own honest work; in autocommit mode. */
    Connection own() throws SQLException {
        if (own == null || ground.isRolledBack()) {
            own = runtime();
        }
        return own;
    }

    /** Closes that connection, in whatever state it is. */
    void forgetOwn() throws SQLException {
        if (own != null) {
            own.close();
            own = null;
        }
    }

    /**
     * Makes the rows again that a breach has removed, so that the next attack has something to attack.
     *
     * @return whether any was missing
     */
    boolean restore() throws SQLException {
        boolean missing = rows.forgetMissing();
        if (missing) {
            drafts.clear();
        }
        for (UUID customer : List.of(ATTACKER, VICTIM)) {
            for (TenantTable table : targets) {
                if (!table.partition() && newest(table, customer) == null) {
                    rows.plant(table, customer);
                }
            }
        }
        return missing;
    }

    Seal seal() throws SQLException {
        if (seal == null) {
            try (Connection signer = ground.connect(DatabaseRole.SIGNER)) {
                seal = Seal.read(signer);
            }
        }
        return seal;
    }

    /** A token of B's that would be good, had its key not been replaced, with no overlap. */
    String tokenOfReplacedKey() throws SQLException {
        if (Instant.now().isAfter(replacedUntil)) {
            replaced = token(VICTIM);
            replacedUntil = Instant.now().plus(TOKEN_LIFE.dividedBy(2));
            rotateKey();
        }
        return replaced;
    }

    private void rotateKey() throws SQLException {
        if (ground.isRolledBack()) {
            throw new LeftOutException("would replace the signing key");
        }
        try (Connection operator = ground.connect(DatabaseRole.OPERATOR);
                Statement statement = operator.createStatement();
                ResultSet key = statement.executeQuery("select tenancy.rotate_signing_key(interval '0')")) {
            key.next();
            seal = null;
        }
    }

    String token(UUID customer) throws SQLException {
        return seal().token(customer, "job:isolation-suite", Instant.now().plus(TOKEN_LIFE));
    }

    /**
     * The statement that binds a transaction to a Customer, as the first one after {@code begin}.
     *
     * @throws SQLException when the key that seals scopes can't be read
     */
    public String bind(UUID customer) throws SQLException {
        return bind(token(customer));
    }

    static String bind(String token) {
        return "select tenancy.bind(" + Sql.literal(token) + ", false)";
    }

    /** SQL for people: Customers and tokens by their name. */
    String named(String sql) {
        return sql.replaceAll("v1\\.k[0-9a-f]{8}\\." + ATTACKER + "\\.[^.' ]+\\.[0-9]+\\.[0-9a-f]{64}", "<token of A>")
                .replaceAll("v1\\.k[0-9a-f]{8}\\." + VICTIM + "\\.[^.' ]+\\.[0-9]+\\.[0-9a-f]{64}", "<token of B>")
                // Forged and expired ones show what was tried; their code is nobody's business.
                .replaceAll("(?i)(v1\\.k[0-9a-f]{8}\\.[^']*\\.)[0-9a-fA-F]{64}(?![0-9a-fA-F])", "$1<code>")
                .replace(ATTACKER.toString(), "<A>")
                .replace(VICTIM.toString(), "<B>");
    }

    @Override
    public void close() throws SQLException {
        if (administrator != null) {
            administrator.close();
            administrator = null;
        }
        forgetOwn();
        rowConnections.close();
        ground.rest();
    }
}
