package com.operanttechnologies.migrations.plan;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The relations that were there before the migrations, and what the transaction has done to each so far: what is made
 * in it nobody else can wait for.
 */
final class Relations {

    private record Before(
            String name, String kind, boolean isPartition, long table, long file, long bytes, long rows) {}

    /** What the transaction has done to a relation by now. */
    private record State(LockMode lock, boolean rewritten, boolean emptied, boolean dropped, long read, long written) {}

    private static final String BEFORE = """
            select c.oid::bigint, format('%I.%I', n.nspname, c.relname), c.relkind, c.relispartition,
                   coalesce(i.indrelid, 0)::bigint, coalesce(pg_relation_filenode(c.oid), 0)::bigint,
                   coalesce(pg_total_relation_size(c.oid), 0), c.reltuples::bigint,
                   (select format('%I.%I', rn.nspname, r.relname) from pg_catalog.pg_class r
                      join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
                     where r.oid = pg_partition_root(c.oid))
              from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              left join pg_catalog.pg_index i on i.indexrelid = c.oid
             where c.relkind in ('r', 'p', 'm', 'v', 'i', 'I', 'S') and c.relpersistence <> 't'
               and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
             order by c.oid""";

    private static final String NOW = """
            select l.relation::bigint, l.mode, coalesce(pg_relation_filenode(l.relation), 0)::bigint,
                   coalesce(pg_relation_size(l.relation), 0) = 0, c.oid is null,
                   coalesce(pg_stat_get_xact_tuples_returned(l.relation), 0),
                   coalesce(pg_stat_get_xact_tuples_inserted(l.relation)
                       + pg_stat_get_xact_tuples_updated(l.relation)
                       + pg_stat_get_xact_tuples_deleted(l.relation), 0)
              from pg_catalog.pg_locks l
              left join pg_catalog.pg_class c on c.oid = l.relation
             where l.locktype = 'relation' and l.pid = pg_backend_pid() and l.granted and l.relation = any (?)
               and l.database = (select oid from pg_catalog.pg_database where datname = current_database())""";

    private final Map<Long, Before> before = new LinkedHashMap<>();
    private final Connection connection;
    private Map<Long, State> states = new HashMap<>();

    private Relations(Connection connection) {
        this.connection = connection;
    }

    /** Looks at what is there now. */
    static Relations of(Connection connection) throws SQLException {
        Relations relations = new Relations(connection);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(BEFORE)) {
            while (rows.next()) {
                boolean partition = rows.getBoolean(4);
                relations.before.put(
                        rows.getLong(1),
                        new Before(
                                Objects.requireNonNullElse(rows.getString(9), rows.getString(2)),
                                kind(rows.getString(3)),
                                partition,
                                rows.getLong(5),
                                rows.getLong(6),
                                rows.getLong(7),
                                rows.getLong(8)));
            }
        }
        relations.next();
        return relations;
    }

    private static String kind(String relkind) {
        return switch (relkind) {
            case "r", "p" -> "table";
            case "m" -> "materialized view";
            case "v" -> "view";
            case "S" -> "sequence";
            default -> "index";
        };
    }

    /** The relation of that name as it was before; null where there was none. */
    @Nullable
    RelationEffect expected(String name, LockMode lock) {
        return before.values().stream()
                .filter(relation -> relation.name().equals(name) && !relation.isPartition())
                .map(relation -> effect(relation, lock, new State(lock, false, false, false, 0, 0), 0, 0))
                .findFirst()
                .orElse(null);
    }

    /** What has been done since this was asked last. */
    List<RelationEffect> next() throws SQLException {
        if (before.isEmpty()) {
            return List.of();
        }
        Map<Long, State> now = now();
        List<RelationEffect> effects = new ArrayList<>();
        for (Map.Entry<Long, Before> entry : before.entrySet()) {
            State state = now.get(entry.getKey());
            if (state != null
                    && !(entry.getValue().kind().equals("index") && isOfItsTable(entry.getValue(), state, now))) {
                add(effects, entry.getValue(), states.get(entry.getKey()), state);
            }
        }
        states = now;
        return effects;
    }

    /** Whether anything is held that who reads or writes has to wait for, be it only for rows. */
    boolean areBlocked() {
        return states.values().stream().anyMatch(state -> state.lock().blocks() || state.written() > 0);
    }

    private static boolean isOfItsTable(Before index, State state, Map<Long, State> now) {
        State table = now.get(index.table());
        return table != null && table.lock().compareTo(state.lock()) >= 0 && (table.rewritten() || !state.rewritten());
    }

    private static void add(List<RelationEffect> effects, Before relation, @Nullable State was, State is) {
        boolean stronger = was == null || is.lock().compareTo(was.lock()) > 0;
        State old = was == null ? new State(is.lock(), false, false, false, 0, 0) : was;
        State change = new State(
                is.lock(),
                is.rewritten() && !old.rewritten(),
                is.emptied() && !old.emptied(),
                is.dropped() && !old.dropped(),
                Math.max(0, is.read() - old.read()),
                Math.max(0, is.written() - old.written()));
        if (!stronger
                && !change.rewritten()
                && !change.emptied()
                && !change.dropped()
                && change.read() == 0
                && change.written() == 0) {
            return;
        }
        RelationEffect effect = effect(relation, stronger ? is.lock() : null, change, change.read(), change.written());
        for (int i = 0; i < effects.size(); i++) {
            if (effect.kind().equals("partitions") && effects.get(i).isOfTheSameKind(effect)) {
                effects.set(i, effects.get(i).and(effect));
                return;
            }
        }
        effects.add(effect);
    }

    private static RelationEffect effect(
            Before relation, @Nullable LockMode lock, State change, long read, long written) {
        return new RelationEffect(
                relation.name(),
                relation.isPartition() ? "partitions" : relation.kind(),
                1,
                lock,
                relation.bytes(),
                relation.rows(),
                change.rewritten(),
                change.emptied(),
                change.dropped(),
                read,
                written);
    }

    private Map<Long, State> now() throws SQLException {
        Map<Long, State> now = new HashMap<>();
        Array known = connection.createArrayOf("oid", before.keySet().toArray());
        try (PreparedStatement statement = connection.prepareStatement(NOW)) {
            statement.setArray(1, known);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    long oid = rows.getLong(1);
                    Before relation = Objects.requireNonNull(before.get(oid));
                    boolean dropped = rows.getBoolean(5);
                    boolean newFile = !dropped && relation.file() != 0 && rows.getLong(3) != relation.file();
                    boolean emptied = newFile && relation.rows() != 0 && rows.getBoolean(4);
                    State state = new State(
                            LockMode.of(rows.getString(2)),
                            newFile && !emptied,
                            emptied,
                            dropped,
                            rows.getLong(6),
                            rows.getLong(7));
                    now.merge(oid, state, (one, other) -> one.lock().compareTo(other.lock()) > 0 ? one : other);
                }
            }
        }
        return now;
    }
}
