package com.operanttechnologies.persistence.internal.jooq;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.internal.bind.RowBatch;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.InsertValuesStepN;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.RowN;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Inserts many rows by statements of few lengths. jOOQ would make and render a parameter for each of a hundred thousand
 * values, and every length would be another statement for driver and server to parse. So a statement is rendered
 * without its values, and these are bound by JDBC.
 *
 * <p>Columns may be of the types uuid, timestamptz, integer, text, json and inet. As thread-bound as its session.
 */
public final class ChunkedInsert {

    /** Rows of a statement, so that ten thousand take thirteen. PostgreSQL takes 65,535 parameters in one. */
    private static final List<Integer> LENGTHS = List.of(1024, 256, 64, 16, 4, 1);

    private static final int MOST_COLUMNS = 65_535 / 1024;

    private final TenantSession session;
    private final Table<?> table;
    private final List<? extends Field<?>> columns;
    private final Function<InsertValuesStepN<?>, ? extends Query> conflict;

    /**
     * @param columns at most 63, {@code customer_id} among them
     * @param conflict finishes the statement with what is to happen when a row is there already, without
     *     parameters of its own
     */
    public <R extends Record> ChunkedInsert(
            TenantSession session,
            Table<R> table,
            List<? extends Field<?>> columns,
            Function<InsertValuesStepN<?>, ? extends Query> conflict) {
        if (columns.size() > MOST_COLUMNS) {
            throw new IllegalArgumentException("At most " + MOST_COLUMNS + " columns, got " + columns.size());
        }
        this.session = session;
        this.table = table;
        this.columns = columns;
        this.conflict = conflict;
    }

    /**
     * Inserts rows in their order, which concurrent callers must share where their rows can meet.
     *
     * @param rows values in the order of the columns: UUID, OffsetDateTime, Integer, String, JSON or null
     * @return how many were inserted, or changed by what happens on conflict
     */
    public int execute(List<@Nullable Object[]> rows) {
        int done = 0;
        int changed = 0;
        try {
            for (int length : LENGTHS) {
                if (rows.size() - done >= length) {
                    try (PreparedStatement statement = session.connection().prepareStatement(text(length))) {
                        for (; rows.size() - done >= length; done += length) {
                            ((RowBatch) statement).addRows(rows.subList(done, done + length));
                        }
                        // Sent without waiting for each answer, so that the server inserts while the next ones are
                        // sent.
                        changed += IntStream.of(statement.executeBatch()).sum();
                    }
                }
            }
        } catch (SQLException e) {
            throw e.getCause() instanceof TenancyException told ? told : new IllegalStateException(e);
        }
        return changed;
    }

    /** Rendered with one row, which is then repeated: jOOQ would take a third of the time of an ingest for them. */
    private String text(int length) {
        List<Field<?>> parameters = new ArrayList<>();
        for (Field<?> column : columns) {
            parameters.add(DSL.val(null, column.getDataType()));
        }
        RowN row = DSL.row(parameters);
        DSLContext dsl = session.dsl();
        String one =
                dsl.render(conflict.apply(dsl.insertInto(table, columns).valuesOfRows(Collections.singletonList(row))));
        String values = dsl.render(row);
        int from = one.indexOf(values);
        if (from < 0 || one.indexOf(values, from + 1) >= 0) {
            throw new IllegalStateException("Not one row of values in " + one);
        }
        int to = from + values.length();
        return one.substring(0, from) + String.join(", ", Collections.nCopies(length, values)) + one.substring(to);
    }
}
