package com.operanttechnologies.migrations;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/**
 * Where and as whom to connect. Immutable; {@link #toString()} leaves the password out.
 *
 * @param url JDBC URL of a PostgreSQL database
 * @param username login role
 * @param password its password; empty where the server asks for none
 */
public record Login(String url, String username, String password) {

    public Login {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(password, "password");
    }

    /**
     * Opens a connection, which the caller closes.
     *
     * @throws SQLException when the server can't be reached or refuses the login
     */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, username, password);
    }

    /**
     * The same for work that takes long or locks much. When this program is gone, or its machine, the server notices
     * within seconds, ends what the session is at and rolls it back: else a session that computes goes on until it has
     * something to send. Servers on systems that can't watch a connection, which are those on Windows, are left as they
     * are.
     *
     * @throws SQLException when the server can't be reached or refuses the login
     */
    public Connection connectForLongWork() throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("set client_connection_check_interval = '2s'");
        } catch (SQLException e) {
            if (!"22023".equals(e.getSQLState())) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    /** The database that the URL names. */
    public String database() {
        String address = url.replaceFirst("\\?.*", "");
        return address.substring(address.lastIndexOf('/') + 1);
    }

    /** The same login for another database of the same server. */
    public Login withDatabase(String database) {
        int query = url.indexOf('?');
        String address = query < 0 ? url : url.substring(0, query);
        String parameters = query < 0 ? "" : url.substring(query);
        return new Login(
                address.substring(0, address.lastIndexOf('/') + 1) + database + parameters, username, password);
    }

    @Override
    public String toString() {
        return "Login[" + username + " at " + url + "]";
    }
}
