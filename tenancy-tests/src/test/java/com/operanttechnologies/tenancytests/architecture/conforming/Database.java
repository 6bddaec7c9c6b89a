package com.operanttechnologies.tenancytests.architecture.conforming;

import com.operanttechnologies.tenancytests.architecture.conforming.internal.bind.Binder;
import com.operanttechnologies.tenancytests.architecture.conforming.internal.pool.Pool;
import java.sql.SQLException;
import org.jooq.DSLContext;

/** The top of a layer uses what is inside of it. */
public final class Database {
    private final Pool pool = new Pool();

    DSLContext open(String token) throws SQLException {
        return new Binder(pool.checkOut()).bind(token);
    }
}
