package com.operanttechnologies.migrations.codegen;

import com.operanttechnologies.migrations.Migrator;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.meta.postgres.PostgresDatabase;
import org.jspecify.annotations.Nullable;

/**
 * Source of jOOQ's code generation: a local PostgreSQL, migrated. Name it as {@code <name>} of the generator's
 * {@code <database>}. A product team adds its own tables with the generator's property {@value #LOCATION}.
 */
public final class MigratedPostgresDatabase extends PostgresDatabase {

    /**
     * Property of the generator's {@code <database>}: a further Flyway location, next to the layer's own migrations.
     */
    public static final String LOCATION = "location";

    private @Nullable LocalPostgres server;

    @Override
    protected DSLContext create0() {
        if (getConnection() == null) {
            setConnection(connect());
        }
        return DSL.using(getConnection(), SQLDialect.POSTGRES);
    }

    private Connection connect() {
        try {
            server = LocalPostgres.start();
            String location = getProperties().getProperty(LOCATION);
            ThrowawayDatabase database = location == null
                    ? server.database()
                    : ThrowawayDatabase.create(
                            server.administrator(), (Migrator migrator) -> migrator.withLocation(location));
            return database.login(DatabaseRole.MIGRATOR).connect();
        } catch (IOException | SQLException e) {
            close();
            throw new IllegalStateException("Could not migrate a local PostgreSQL for code generation", e);
        }
    }

    @Override
    public void close() {
        super.close();
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
