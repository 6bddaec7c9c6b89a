package com.operanttechnologies.persistence.internal.pool;

import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.internal.bind.SigningKey;
import com.operanttechnologies.persistence.internal.bind.SigningKeySource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Reads the signing key through a login of its own, so that nothing that runs on the application's connections can. A
 * connection lives for one reading.
 */
public final class SignerLogin implements SigningKeySource {

    private static final String LOGIN_SECONDS = "5";

    private final String url;
    private final Properties properties = new Properties();

    /** Doesn't connect yet. */
    public SignerLogin(String url, String username, String password) {
        this.url = url;
        properties.setProperty("user", username);
        properties.setProperty("password", password);
        properties.setProperty("logServerErrorDetail", "false");
        // Unless the URL says another.
        properties.setProperty("loginTimeout", LOGIN_SECONDS);
    }

    @Override
    public SigningKey current() {
        try (Connection connection = DriverManager.getConnection(url, properties);
                PreparedStatement statement =
                        connection.prepareStatement("select key_id, secret from tenancy.current_signing_key()");
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next() || rows.getString(1) == null) {
                throw new UnavailableException("The database has no signing key; an operator makes one with:"
                        + " select tenancy.rotate_signing_key(interval '10 minutes')");
            }
            return new SigningKey(rows.getString(1), rows.getBytes(2));
        } catch (SQLException e) {
            throw new UnavailableException("The signing key could not be read as " + properties.getProperty("user")
                    + ": " + ConnectFailure.reason(e, url, "operant_signer"));
        }
    }
}
