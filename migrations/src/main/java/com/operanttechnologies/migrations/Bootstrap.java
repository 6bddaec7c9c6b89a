package com.operanttechnologies.migrations;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prepares a cluster and a database for the migrations, as an administrator: roles, ownership, and what PUBLIC loses.
 *
 * <p>Each step changes nothing that is already so, and can be run again. The SQL is in {@code db/bootstrap} and can be
 * run by hand with {@code psql} as well.
 */
public final class Bootstrap {

    private Bootstrap() {}

    /**
     * Makes the roles that the cluster lacks.
     *
     * @param administrator connection to any database of the cluster, as a role that may create roles
     * @throws SQLException when the role may not, or the server fails
     */
    public static void roles(Connection administrator) throws SQLException {
        run(administrator, "/db/bootstrap/1_roles.sql");
    }

    /**
     * Hands the connected database to {@code operant_owner} and closes it to PUBLIC. As a superuser it also revokes
     * what PostgreSQL itself gives to PUBLIC in {@code pg_catalog}; without one that part is skipped with a notice.
     *
     * @param administrator connection to the database that will be migrated, as a superuser, or as its owner
     *     who has made the roles; that one is a member of {@code operant_owner} meanwhile, and not any more afterwards
     * @throws SQLException when the role may not, or the server fails
     */
    public static void database(Connection administrator) throws SQLException {
        run(administrator, "/db/bootstrap/2_database.sql");
        run(administrator, "/db/bootstrap/3_hardening.sql");
    }

    /**
     * What the cluster lacks of the roles, and which of them somebody has made otherwise. Changes nothing.
     *
     * @param connection to any database of the cluster, as any role
     */
    public static List<BootstrapGap> missingRoles(Connection connection) throws SQLException {
        return gaps(connection, "/db/bootstrap-check/roles.sql");
    }

    /**
     * What the connected database lacks, beside the roles. Changes nothing.
     *
     * @param connection to the database that will be migrated, as who will bootstrap it
     */
    public static List<BootstrapGap> missingInDatabase(Connection connection) throws SQLException {
        return gaps(connection, "/db/bootstrap-check/database.sql");
    }

    private static List<BootstrapGap> gaps(Connection connection, String resource) throws SQLException {
        List<BootstrapGap> gaps = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SqlResource.read(resource))) {
            while (rows.next()) {
                gaps.add(new BootstrapGap(
                        BootstrapGap.Kind.valueOf(rows.getString(1).toUpperCase(Locale.ROOT)),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4)));
            }
        }
        return gaps;
    }

    private static void run(Connection connection, String resource) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SqlResource.read(resource));
        }
    }
}
