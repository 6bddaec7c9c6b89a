package com.operanttechnologies.tenancytests.rows;

import com.operanttechnologies.tenancytests.catalogue.Column;
import com.operanttechnologies.tenancytests.catalogue.ForeignKey;
import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TableName;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes up rows of Customers in tenant tables, from the catalogue alone, and inserts them as the runtime role under the
 * Customer's own token. Parents are made first, new ones each time, except where a Customer can have only one.
 *
 * <p>A table that the runtime role may not insert into is filled by the administrator. Not safe for use by several
 * threads.
 */
public final class RowSynthesis {

    private static final int MOST_INSERTS = 300;

    private final Map<TableName, TenantTable> tables = new LinkedHashMap<>();
    private final RowConnections connections;
    private final List<Row> planted = new ArrayList<>();
    private final Candidates candidates = new Candidates(new Random());

    /**
     * Rows for these tables.
     *
     * @param planted rows that are already there, made by another synthesis
     */
    public RowSynthesis(List<TenantTable> tables, RowConnections connections, List<Row> planted) {
        tables.forEach(table -> this.tables.put(table.name(), table));
        this.connections = connections;
        this.planted.addAll(planted);
    }

    /** Rows that were made, the newest last. */
    public List<Row> planted() {
        return List.copyOf(planted);
    }

    /**
     * Inserts a new row; its table must be no partition.
     *
     * @throws UnsatisfiedTableException when none can be made up, naming the table and the constraint
     */
    public Row plant(TenantTable table, UUID customer) throws SQLException {
        Map<String, Choice> fixed = new LinkedHashMap<>();
        fixed.put(TenantTable.CUSTOMER, literal(table, TenantTable.CUSTOMER, customer.toString()));
        return plant(table, customer, fixed);
    }

    /**
     * Makes a new row up without leaving it there: it was inserted and taken back. Its parents stay. Where a Customer
     * can have only one row, that row's key is repeated.
     *
     * @throws UnsatisfiedTableException when none can be made up, naming the table and the constraint
     */
    public RowDraft draft(TenantTable table, UUID customer) throws SQLException {
        Map<String, Choice> fixed = new LinkedHashMap<>();
        fixed.put(TenantTable.CUSTOMER, literal(table, TenantTable.CUSTOMER, customer.toString()));
        return insert(table, customer, fixed, null);
    }

    /** Forgets rows that are no longer there, and says whether there were any. */
    public boolean forgetMissing() throws SQLException {
        List<Row> missing = new ArrayList<>();
        try (Statement statement = connections.administrator().createStatement()) {
            for (Row row : planted) {
                try (ResultSet there = statement.executeQuery(
                        "select from " + row.table().name().sql() + " where " + row.isThisRow())) {
                    if (!there.next()) {
                        missing.add(row);
                    }
                }
            }
        }
        return planted.removeAll(missing);
    }

    private Row plant(TenantTable table, UUID customer, Map<String, Choice> fixed) throws SQLException {
        AtomicReference<String> place = new AtomicReference<>();
        insert(table, customer, fixed, place);
        Row made = read(table, Objects.requireNonNull(place.get()));
        planted.add(made);
        return made;
    }

    private Row read(TenantTable table, String condition) throws SQLException {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        try (Statement statement = connections.administrator().createStatement();
                ResultSet row =
                        statement.executeQuery("select * from " + table.name().sql() + " where " + condition)) {
            row.next();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.put(row.getMetaData().getColumnName(i), row.getString(i));
            }
        }
        return new Row(table, values);
    }

    /** @param place where to say which row it is, as a condition; null to take it back */
    private RowDraft insert(
            TenantTable table, UUID customer, Map<String, Choice> fixed, @Nullable AtomicReference<String> place)
            throws SQLException {
        Map<String, Choice> known = new LinkedHashMap<>(fixed);
        takeParents(table, customer, known);
        RowSolver solver = new RowSolver(connections.administrator(), table, known, candidates);
        AtomicReference<RowDraft> taken = new AtomicReference<>();
        AtomicReference<String> refusal = new AtomicReference<>();
        boolean repeats = place == null && known.keySet().containsAll(table.identity());
        Connection connection =
                table.allows(Privilege.INSERT) ? connections.boundTo(customer) : connections.administratorFor(customer);
        try {
            int[] inserts = {0};
            boolean solved = solver.solve(known, row -> {
                RowDraft draft = Drafts.of(table, row);
                Savepoint before = connection.setSavepoint();
                try (Statement statement = connection.createStatement();
                        ResultSet inserted = statement.executeQuery(
                                draft.insert() + " returning " + Sql.identifiers(table.identity()))) {
                    inserted.next();
                    if (place != null) {
                        place.set(condition(table, inserted));
                    }
                } catch (SQLException e) {
                    connection.rollback(before);
                    refusal.set(e.getMessage());
                    if (!repeats || !"23505".equals(e.getSQLState())) {
                        // Another value won't change a denied permission.
                        return "42501".equals(e.getSQLState()) || ++inserts[0] > MOST_INSERTS;
                    }
                }
                taken.set(draft);
                return true;
            });
            if (solved && place != null && taken.get() != null) {
                connection.commit();
            } else {
                connection.rollback();
            }
        } finally {
            connections.giveBack(connection);
        }
        if (taken.get() == null) {
            throw new UnsatisfiedTableException(
                    "No row could be made up for " + table + ": "
                            + Objects.requireNonNullElse(refusal.get(), solver.obstacle())
                            + "; give the constraint a form with constants, or supply values for its columns: values(…) of a TenancyExtension, or SuppliedValues");
        }
        RowDraft row = Objects.requireNonNull(taken.get());
        candidates.take(row);
        return row;
    }

    private static String condition(TenantTable table, ResultSet identity) throws SQLException {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        for (String column : table.identity()) {
            values.put(column, identity.getString(column));
        }
        return new Row(table, values).isThisRow();
    }

    /** Widest foreign keys first: a narrower one over the same columns then finds its parent already there. */
    private void takeParents(TenantTable table, UUID customer, Map<String, Choice> known) throws SQLException {
        List<ForeignKey> widestFirst = table.foreignKeys().stream()
                .sorted(Comparator.comparingInt(
                        (ForeignKey key) -> -key.columns().size()))
                .toList();
        for (ForeignKey key : widestFirst) {
            if (key.target().equals(table.name())) {
                if (!key.columns().stream().allMatch(table::isGiven)) {
                    continue; // The table's defaults make the chain.
                }
                SelfReference.close(
                        table, key, known, new RowSolver(connections.administrator(), table, known, candidates));
                continue;
            }
            TenantTable target = tables.get(key.target());
            if (target == null) {
                throw new UnsatisfiedTableException("No row could be made up for " + table + ": its foreign key "
                        + key.name() + " points at " + key.target() + ", which is no tenant table");
            }
            Map<String, Choice> parent = new LinkedHashMap<>();
            parent.put(TenantTable.CUSTOMER, literal(target, TenantTable.CUSTOMER, customer.toString()));
            for (int i = 0; i < key.columns().size(); i++) {
                Choice value = known.get(key.columns().get(i));
                if (value == null) {
                    value = ownDefault(table, key.columns().get(i));
                }
                if (value != null) {
                    parent.put(key.targetColumns().get(i), value);
                }
            }
            Optional<Row> there = existing(target, parent);
            if (there.isEmpty()) {
                there = moved(target, parent);
            }
            Row row = there.isPresent() ? there.get() : plant(target, customer, parent);
            for (int i = 0; i < key.columns().size(); i++) {
                String column = key.columns().get(i);
                known.put(column, new Choice(row.sql(key.targetColumns().get(i)), !table.isGiven(column)));
            }
        }
    }

    /** What the table itself puts into a column that nobody may give a value: then the parent must have it. */
    private static @Nullable Choice ownDefault(TenantTable table, String name) {
        return table.columns().stream()
                .filter(column -> column.name().equals(name) && !table.isGiven(name))
                .map(Column::defaultValue)
                .filter(Objects::nonNull)
                .map(value -> new Choice(value, false))
                .findFirst()
                .orElse(null);
    }

    /** A row that has all of the key's values already, as every parent of a key that is the Customer alone. */
    private Optional<Row> existing(TenantTable table, Map<String, Choice> wanted) {
        if (!identifies(table, wanted)) {
            return Optional.empty();
        }
        return planted.stream()
                .filter(row -> row.table().name().equals(table.name()))
                .filter(row -> wanted.entrySet().stream()
                        .allMatch(each ->
                                row.sql(each.getKey()).equals(each.getValue().expression())))
                .reduce((earlier, later) -> later);
    }

    /** Whether there can be one row only with these values. */
    private static boolean identifies(TenantTable table, Map<String, Choice> wanted) {
        return wanted.keySet().containsAll(table.identity())
                || table.keys().stream().anyMatch(key -> wanted.keySet().containsAll(key.columns()));
    }

    /**
     * A row with the wanted key, moved by the administrator to the wanted state: one that no row begins in, and that
     * the table's own ways lead to, such as that of a quote that has been sent.
     */
    private Optional<Row> moved(TenantTable table, Map<String, Choice> wanted) throws SQLException {
        if (!identifies(table, wanted)) {
            return Optional.empty();
        }
        Map<String, Choice> given = new LinkedHashMap<>(wanted);
        given.keySet().removeIf(column -> !table.isGiven(column));
        Optional<Row> beginning = existing(table, given);
        if (beginning.isEmpty()) {
            return beginning;
        }
        String state = wanted.entrySet().stream()
                .filter(each -> !table.isGiven(each.getKey()))
                .map(each ->
                        Sql.identifier(each.getKey()) + " = " + each.getValue().expression())
                .collect(Collectors.joining(", "));
        try (Statement statement = connections.administrator().createStatement()) {
            statement.execute("update " + table.name().sql() + " set " + state + " where "
                    + beginning.get().isThisRow());
        }
        Row moved = read(table, beginning.get().isThisRow());
        planted.set(planted.indexOf(beginning.get()), moved);
        return Optional.of(moved);
    }

    private static Choice literal(TenantTable table, String column, String value) {
        return new Choice(new Row(table, Map.of(column, value)).sql(column), false);
    }
}
