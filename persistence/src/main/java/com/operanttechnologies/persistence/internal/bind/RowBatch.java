package com.operanttechnologies.persistence.internal.bind;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jooq.JSON;
import org.jspecify.annotations.Nullable;

/**
 * What a session's prepared statements can besides: take all parameters of a batch's item in one call. They are checked
 * and reach the driver as those that are set one by one, but a hundred thousand calls by way of the session's guard are
 * several times as slow as sending them.
 */
public interface RowBatch {

    /**
     * Adds one item to the batch, of the values of many rows one after another.
     *
     * @param rows values in the order of the statement's parameters: UUID, OffsetDateTime, Integer, String, JSON or
     *     null
     * @throws IllegalArgumentException when there is a value of another type; the item isn't added
     * @throws SQLException as {@link PreparedStatement#addBatch()} does
     */
    void addRows(List<@Nullable Object[]> rows) throws SQLException;

    /** Sets them. */
    static void setParameters(PreparedStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        int at = 0;
        for (@Nullable Object[] row : rows) {
            for (Object value : row) {
                at++;
                if (value == null) {
                    statement.setNull(at, Types.OTHER); // The server knows the column's type.
                } else if (value instanceof Integer number) {
                    statement.setInt(at, number);
                } else if (value instanceof String || value instanceof JSON) {
                    // Of the column's type, too: text, or json, or inet.
                    statement.setObject(at, value.toString(), Types.OTHER);
                } else if (value instanceof UUID || value instanceof OffsetDateTime) {
                    statement.setObject(at, value);
                } else {
                    throw new IllegalArgumentException(
                            "No column type for " + value.getClass().getName());
                }
            }
        }
    }
}
