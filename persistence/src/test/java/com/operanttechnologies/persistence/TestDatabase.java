package com.operanttechnologies.persistence;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.crypto.WrappingKey;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One PostgreSQL for all tests of this JVM; the server stops with it. */
public final class TestDatabase {

    private static final LocalPostgres SERVER = start();
    private static final byte[] LOOKUP_KEY = new byte[LookupKey.LENGTH];
    private static final WrappingKey WRAPPING_KEY = WrappingKey.generate();
    private static @Nullable ThrowawayDatabase database;

    private TestDatabase() {}

    /** Settings for the runtime role, with keys of the tests' own. */
    public static PersistenceConfig.Builder config() {
        return config(database());
    }

    public static PersistenceConfig.Builder config(ThrowawayDatabase database) {
        Login runtime = database.login(DatabaseRole.RUNTIME);
        Login signer = database.login(DatabaseRole.SIGNER);
        return PersistenceConfig.builder()
                .url(runtime.url())
                .login(runtime.username(), runtime.password())
                .signer(signer.username(), signer.password())
                .wrappingKey(WRAPPING_KEY)
                .lookupKey(LookupKey.of(LOOKUP_KEY));
    }

    /** The migrated database that tests share. */
    public static synchronized ThrowawayDatabase database() {
        if (database == null) {
            database = own();
        }
        return database;
    }

    /** A database for one test alone, who closes it: for what nobody else should notice. */
    public static ThrowawayDatabase own() {
        try {
            // Nobody connects to this one, so that it can be copied at any time, which is ten times faster than to
            // migrate.
            return SERVER.database().copy();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The layer on that database, for tests that need no settings of their own; open until the JVM ends. */
    public static TenantDatabase shared() {
        return Shared.LAYER;
    }

    /** Opened by the first test that asks. */
    private static final class Shared {
        static final TenantDatabase LAYER = TenantDatabase.open(config().build());
    }

    /** A Customer that exists. */
    public static UUID newCustomer(TenantDatabase database, String name) {
        UUID customer = UUID.randomUUID();
        database.execute(TenantScope.signUp(customer, "test"), session -> {
            try (var insert = session.connection()
                    .prepareStatement("insert into tenancy.customer (customer_id, name) values (?, ?)")) {
                insert.setObject(1, customer);
                insert.setString(2, name);
                insert.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        return customer;
    }

    /** Breaks or arranges something as the superuser; never proves anything. */
    public static void asSuperuser(ThrowawayDatabase database, String sql) {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LocalPostgres start() {
        try {
            return LocalPostgres.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
