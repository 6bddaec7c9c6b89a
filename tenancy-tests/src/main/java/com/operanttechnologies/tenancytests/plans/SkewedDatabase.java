package com.operanttechnologies.tenancytests.plans;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.attack.CrowdedArena;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A database as a plan meets it after some years: thousands of rows in every tenant table, half of them of one Customer
 * and the rest of thousands of others, analyzed. Closing it drops it.
 */
public final class SkewedDatabase implements AutoCloseable {

    private static final int ROWS = 10_000;

    /** Reading fewer rows from end to end costs no more than an index: two or three blocks. */
    private static final int LARGE = 300;

    private final CrowdedArena crowded;
    private final Map<String, Long> large = new TreeMap<>();
    private final Map<String, Long> partitioned = new TreeMap<>();

    private SkewedDatabase(CrowdedArena crowded) throws SQLException {
        this.crowded = crowded;
        Set<String> tenantTables =
                crowded.arena().tables().stream().map(TenantTable::toString).collect(Collectors.toSet());
        try (Connection connection = administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select relnamespace::regnamespace || '.' || relname, reltuples,"
                        + " case relkind when 'p' then"
                        + " (select count(*) from pg_partition_tree(oid) t where t.isleaf) else 0 end"
                        + " from pg_class where relkind in ('r', 'p')")) {
            while (row.next()) {
                String table = row.getString(1);
                if (tenantTables.contains(table) && row.getLong(2) >= LARGE) {
                    large.put(table, row.getLong(2));
                }
                if (row.getLong(3) > 0) {
                    partitioned.put(table, row.getLong(3));
                }
            }
        }
    }

    /**
     * Fills a copy of an arena's database, to which nobody may be connected.
     *
     * @throws IllegalStateException when a table can't be filled, naming it
     */
    public static SkewedDatabase of(Arena arena) throws SQLException {
        CrowdedArena crowded = CrowdedArena.skewed(arena, ROWS);
        if (!crowded.empty().isEmpty()) {
            crowded.close();
            throw new IllegalStateException("No rows could be made up for "
                    + crowded.empty().stream().map(TenantTable::toString).collect(Collectors.joining(", "))
                    + "; plans on empty tables say nothing");
        }
        return new SkewedDatabase(crowded);
    }

    /** Half of all rows are this Customer's. */
    UUID large() {
        return crowded.arena().victim();
    }

    /** A few rows are this Customer's. */
    UUID small() {
        return CrowdedArena.SMALL;
    }

    String bind(UUID customer) throws SQLException {
        return crowded.arena().bind(customer);
    }

    Login login(DatabaseRole role) {
        return database().login(role);
    }

    /** To change something on purpose. */
    public Login administrator() {
        return database().administrator();
    }

    /** Tenant tables, and partitions of such, that are large enough for an index to pay, with their rows. */
    Map<String, Long> largeTables() {
        return large;
    }

    /** How many partitions each partitioned table has. */
    Map<String, Long> partitioned() {
        return partitioned;
    }

    private ThrowawayDatabase database() {
        return crowded.arena().database();
    }

    @Override
    public void close() throws SQLException {
        crowded.close();
    }
}
