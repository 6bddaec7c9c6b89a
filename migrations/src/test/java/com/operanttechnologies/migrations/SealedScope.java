package com.operanttechnologies.migrations;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Transactions of the runtime role that are bound to one Customer, without the layer, which isn't in this module. */
public record SealedScope(Login runtime, UUID customer, String token) {

    public static SealedScope of(ThrowawayDatabase database, UUID customer) throws SQLException {
        return of(database, customer, "job:test");
    }

    static SealedScope of(ThrowawayDatabase database, UUID customer, String actor) throws SQLException {
        return of(database.login(DatabaseRole.SIGNER), database.login(DatabaseRole.RUNTIME), customer, actor);
    }

    public static SealedScope of(Login signerLogin, Login runtime, UUID customer, String actor) throws SQLException {
        try (Connection signer = signerLogin.connect();
                Statement statement = signer.createStatement();
                ResultSet key = statement.executeQuery("select key_id, secret from tenancy.current_signing_key()")) {
            key.next();
            String content = "v1." + key.getString(1) + "." + customer + "." + actor + "."
                    + Instant.now().plusSeconds(600).getEpochSecond();
            return new SealedScope(runtime, customer, content + "." + code(content, key.getBytes(2)));
        }
    }

    private static String code(String content, byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    /** A connection in a transaction that is bound; whoever asked for it commits. */
    public Connection begin() throws SQLException {
        Connection connection = runtime.connect();
        connection.setAutoCommit(false);
        bind(connection);
        return connection;
    }

    void bind(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select tenancy.bind('" + token + "', false)");
        }
    }
}
