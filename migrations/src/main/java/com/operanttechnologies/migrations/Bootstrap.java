package com.operanttechnologies.migrations;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

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
     *     who is a member of {@code operant_owner}, {@code operant_gateway} and {@code operant_aggregator} meanwhile
     * @throws SQLException when the role may not, or the server fails
     */
    public static void database(Connection administrator) throws SQLException {
        run(administrator, "/db/bootstrap/2_database.sql");
        run(administrator, "/db/bootstrap/3_hardening.sql");
    }

    private static void run(Connection connection, String resource) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SqlResource.read(resource));
        }
    }
}
