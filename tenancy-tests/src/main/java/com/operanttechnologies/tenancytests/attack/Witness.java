package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.Reachable;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Sees the victim's rows from outside of row-level security, in all tables that have a Customer: an attack on one may
 * hit another by a cascade. Looks again only when a transaction that could write has begun or ended since, on the whole
 * server.
 */
final class Witness {

    /** Transactions that only read get no number, so as long as this is the same nothing was written. */
    private static final String WRITERS = "select pg_current_snapshot()::text";

    private final UUID victim;
    private final boolean remembers;
    private String question = "";
    private String writers = "";
    private Map<String, String> seen = Map.of();
    private final Set<String> alive = new HashSet<>();

    /**
     * A witness.
     *
     * @param remembers whether others write, whose transactions tell that it has to look again; in the one transaction
     *     that also writes it has to look every time
     */
    Witness(UUID victim, boolean remembers) {
        this.victim = victim;
        this.remembers = remembers;
    }

    /** For each table the number and the checksum of the victim's rows. */
    Map<String, String> look(Connection administrator) throws SQLException {
        if (question.isEmpty()) {
            question = question(Reachable.tablesWithCustomer(administrator));
        }
        try (Statement statement = administrator.createStatement()) {
            String now = writers(statement);
            if (!remembers || !now.equals(writers)) {
                seen = Map.copyOf(rows(administrator));
                writers = now;
                alive.clear();
            }
        }
        return seen;
    }

    /** Whether A's own work there was proven, and nothing has been written since that could stand in its way. */
    boolean saw(String target) {
        return alive.contains(target);
    }

    /** A's own work was proven; as long as nobody writes, it needn't be proven again. */
    void sees(String target) {
        if (remembers) {
            alive.add(target);
        }
    }

    /** Tables that are granted to nobody as well, as functions reach them. */
    private String question(List<TableName> tables) {
        return tables.stream()
                .map(table ->
                        "select %s, count(*) || ' rows, md5 ' || md5(coalesce(string_agg(t::text, '|' order by t::text), ''))"
                                        .formatted(Sql.literal(table.toString()))
                                + " from %s t where customer_id = '%s'".formatted(table.sql(), victim))
                .collect(Collectors.joining(" union all "));
    }

    private static String writers(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(WRITERS)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Prepared, as planning it for all tables takes longer than what it does. */
    private Map<String, String> rows(Connection administrator) throws SQLException {
        Map<String, String> found = new TreeMap<>();
        try (PreparedStatement statement = administrator.prepareStatement(question);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getString(2));
            }
        }
        return found;
    }
}
