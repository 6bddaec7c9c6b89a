package com.operanttechnologies.migrations.local;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A password that nobody can guess, for a login that is thrown away, and the verifier that the server keeps of it.
 *
 * <p>The thousands of iterations of a verifier (RFC 5802, RFC 7677) slow down who guesses the passwords of people. 192
 * random bits have no need of them, and each costs whoever connects: with one instead of 4,096 a connection took 10 ms
 * and not 50, in a JVM that had just started on a machine with two cores, both busy.
 */
final class RandomPassword {

    private static final int BYTES = 24;
    private static final int SALT_BYTES = 16;
    private static final int ITERATIONS = 1;
    private static final int KEY_BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String value = HexFormat.of().formatHex(random(BYTES));

    /** Hexadecimal digits, safe in SQL as they are. */
    String value() {
        return value;
    }

    /** What {@code CREATE ROLE … PASSWORD} takes in place of the password. */
    String verifier() {
        byte[] salt = random(SALT_BYTES);
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(value.toCharArray(), salt, ITERATIONS, KEY_BITS))
                    .getEncoded();
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
            return "SCRAM-SHA-256$%d:%s$%s:%s"
                    .formatted(ITERATIONS, base64(salt), base64(stored), base64(hmac(salted, "Server Key")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java lacks SHA-256, which each has to have", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] random(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return value;
    }
}
