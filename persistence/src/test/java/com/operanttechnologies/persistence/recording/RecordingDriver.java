package com.operanttechnologies.persistence.recording;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's driver, which remembers what the layer's logins send. {@code META-INF/services} of the test classes
 * names it, so that the JDK loads it with the other drivers, and it takes PostgreSQL's place where a {@link Recording}
 * is made.
 */
public final class RecordingDriver implements Driver {

    /** The logins that sessions have. */
    private static final Pattern FOR_CUSTOMERS = Pattern.compile("operant_(runtime|worker)_");

    private static final @Nullable Recording RECORDING = Recording.ofThisJvm();

    static {
        if (RECORDING != null) {
            try {
                // Whichever was loaded first: the JDK asks drivers in the order in which they came.
                if (org.postgresql.Driver.isRegistered()) {
                    org.postgresql.Driver.deregister();
                }
                DriverManager.registerDriver(new RecordingDriver());
            } catch (SQLException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    private final Driver driver = new org.postgresql.Driver();

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        Connection connection = driver.connect(url, properties);
        String login = properties.getProperty("user", "");
        if (connection == null
                || RECORDING == null
                || !FOR_CUSTOMERS.matcher(login).lookingAt()) {
            return connection;
        }
        return (Connection) Proxy.newProxyInstance(
                RecordingDriver.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new RecordedConnection(connection, login.substring(0, login.lastIndexOf('_')), RECORDING));
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
        return RECORDING != null && driver.acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) throws SQLException {
        return driver.getPropertyInfo(url, properties);
    }

    @Override
    public int getMajorVersion() {
        return driver.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return driver.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return driver.jdbcCompliant();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return driver.getParentLogger();
    }
}
