package com.operanttechnologies.persistence.internal.jooq;

import com.operanttechnologies.persistence.internal.bind.ServerErrors;
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

    /** The same, with the layer's errors in place of jOOQ's. */
    public static Configuration of(Connection connection, TenantTables tables, UUID customerId, ServerErrors errors) {
        return of(connection, tables, customerId).set(new TranslatingListener(errors));
    }

    /** jOOQ for the gateways, which know no Customer yet, with the layer's errors. */
    public static Configuration unscoped(Connection connection, ServerErrors errors) {
        return new DefaultConfiguration()
                .set(SQLDialect.POSTGRES)
                .set(connection)
                .set(settings())
                .set(new TranslatingListener(errors));
    }

    private static Settings settings() {
        return new Settings()
                // It would write statements with their values into the log.
                .withExecuteLogging(false)
                // As text, which jOOQ sends otherwise, a time is no constant to the planner, and it could leave out no
                // partition.
                .withBindOffsetDateTimeType(true)
                // It would cost a look at the statement after each execution, for the log alone.
                .withFetchWarnings(false);
    }
}
