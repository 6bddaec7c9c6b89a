package com.operanttechnologies.tenancytests.attack;

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

/**
 * Seals scope tokens as a JVM with the signing key does; written apart from the layer's code, to test the format, too.
 */
record Seal(String keyId, byte[] secret) {

    /** The key that signs now, read as {@code operant_signer}. */
    static Seal read(Connection signer) throws SQLException {
        try (Statement statement = signer.createStatement();
                ResultSet key = statement.executeQuery("select key_id, secret from tenancy.current_signing_key()")) {
            key.next();
            return new Seal(key.getString(1), key.getBytes(2));
        }
    }

    String token(UUID customer, String actor, Instant expiry) {
        return seal("v1." + keyId + "." + customer + "." + actor + "." + expiry.getEpochSecond());
    }

    /** Any text with the right code behind it. */
    String seal(String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return content + "." + HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "Seal[" + keyId + "]";
    }
}
