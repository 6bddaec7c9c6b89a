package com.operanttechnologies.persistence.internal.jooq;

import java.sql.Connection;
import java.util.UUID;
import org.jooq.Configuration;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DefaultConfiguration;

/** How jOOQ is set up for one session. */
public final class SessionConfiguration {

    private SessionConfiguration() {}

    /**
     * jOOQ on a session's connection, with the Customer in every statement on a tenant table.
     *
     * @param connection stays the caller's: jOOQ neither commits nor closes it by itself
     */
    public static Configuration of(Connection connection, TenantTables tables, UUID customerId) {
        return new DefaultConfiguration()
                .set(SQLDialect.POSTGRES)
                .set(connection)
                .set(settings())
                .set(new TenantPredicate(tables, customerId));
    }

    private static Settings settings() {
        return new Settings()
                // It would write statements with their values into the log.
                .withExecuteLogging(false)
                // It would cost a look at the statement after each execution, for the log alone.
                .withFetchWarnings(false);
    }
}
