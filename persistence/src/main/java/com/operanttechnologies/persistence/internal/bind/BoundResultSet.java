package com.operanttechnologies.persistence.internal.bind;

import com.operanttechnologies.persistence.error.RefusedException;
import java.sql.ResultSet;
import java.sql.Statement;
import org.jooq.tools.jdbc.DefaultResultSet;

/** Rows that lead back to the bound statement, not to the driver's. */
final class BoundResultSet extends DefaultResultSet {

    private BoundResultSet(ResultSet rows, Statement statement) {
        super(rows, statement);
    }

    static ResultSet of(ResultSet rows, Statement statement) {
        return new BoundResultSet(rows, statement);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new RefusedException("A session's result set can't be unwrapped: what is below it is not bound", "0A000");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
