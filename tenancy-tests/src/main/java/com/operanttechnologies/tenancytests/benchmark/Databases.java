package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Three copies of one migrated and loaded database: the same tables, constraints, triggers, indexes and rows, on one
 * server. They differ in row-level security alone.
 */
final class Databases implements AutoCloseable {

    /** The setting that the usual policies compare with. */
    static final String SETTING = "app.customer_id";

    private final ThrowawayDatabase sealed;
    private final ThrowawayDatabase open;
    private final ThrowawayDatabase setting;

    private Databases(ThrowawayDatabase sealed, ThrowawayDatabase open, ThrowawayDatabase setting) {
        this.sealed = sealed;
        this.open = open;
        this.setting = setting;
    }

    /** Loads and makes them. */
    static Databases create(Login superuser, Dataset dataset) throws SQLException {
        ThrowawayDatabase sealed = ThrowawayDatabase.create(superuser);
        try {
            dataset.load(sealed.administrator());
            return new Databases(sealed, withoutRowSecurity(sealed.copy()), withUsualPolicies(sealed.copy()));
        } catch (SQLException | RuntimeException e) {
            sealed.close();
            throw e;
        }
    }

    /** As the layer has made it. */
    ThrowawayDatabase sealed() {
        return sealed;
    }

    /** A member of {@code operant_runtime} where row-level security is off. */
    Login open() {
        return open.login(DatabaseRole.RUNTIME);
    }

    /** A member of {@code operant_runtime} where policies compare with {@link #SETTING} as it is. */
    Login setting() {
        return setting.login(DatabaseRole.RUNTIME);
    }

    /** Superusers of the three, to look at what was written. */
    List<Login> administrators() {
        return List.of(sealed.administrator(), open.administrator(), setting.administrator());
    }

    @Override
    public void close() {
        setting.close();
        open.close();
        sealed.close();
    }

    private static ThrowawayDatabase withoutRowSecurity(ThrowawayDatabase database) throws SQLException {
        execute(
                database.administrator(),
                "select format('alter table %s disable row level security, no force row level security', oid::regclass)"
                        + " from pg_class where relrowsecurity");
        return database;
    }

    /** One policy on each table, as the guides to row-level security for tenants write it. */
    private static ThrowawayDatabase withUsualPolicies(ThrowawayDatabase database) throws SQLException {
        execute(
                database.administrator(),
                "select format('drop policy %I on %s', polname, polrelid::regclass) from pg_policy");
        execute(
                database.administrator(),
                "select format('create policy by_setting on %s using (customer_id = current_setting(%L)::uuid)',"
                        + " oid::regclass, '" + SETTING + "') from pg_class where relrowsecurity");
        // The layer's hardening takes it from everybody, as its token needs nobody to set anything.
        execute(
                database.administrator(),
                "select 'grant execute on function pg_catalog.set_config(text, text, boolean) to public'");
        return database;
    }

    /** Executes the statements that a query returns. */
    private static void execute(Login administrator, String query) throws SQLException {
        try (Connection connection = administrator.connect();
                Statement statement = connection.createStatement()) {
            List<String> statements = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    statements.add(rows.getString(1));
                }
            }
            if (statements.isEmpty()) {
                throw new IllegalStateException("No table has row-level security; was this database migrated?");
            }
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
