package com.operanttechnologies.migrations;

import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One migrated database for the tests of a JVM: who uses it leaves it as it was, in transactions that are rolled back,
 * or takes a copy. On a local server that ends with the JVM, or, with the system property {@code tenancy.postgres.url},
 * on that one, as the superuser of {@code tenancy.postgres.username}.
 */
public final class SharedDatabase {

    private static @Nullable ThrowawayDatabase database;

    private SharedDatabase() {}

    /** The database, made when first asked for. */
    public static synchronized ThrowawayDatabase get() throws SQLException, IOException {
        if (database == null) {
            String url = System.getProperty("tenancy.postgres.url", "");
            database = url.isEmpty()
                    ? LocalPostgres.start().database()
                    : ThrowawayDatabase.create(new Login(
                            url,
                            System.getProperty("tenancy.postgres.username", "postgres"),
                            System.getProperty("tenancy.postgres.password", "")));
            if (!url.isEmpty()) {
                Runtime.getRuntime().addShutdownHook(new Thread(database::close, "drop-shared-database"));
            }
        }
        return database;
    }
}
