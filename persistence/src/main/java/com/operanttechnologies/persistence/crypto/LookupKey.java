package com.operanttechnologies.persistence.crypto;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hashes secrets and addresses that are looked up by value: HMAC-SHA-256 under a key that the database doesn't have, so
 * that neither a copy of the database nor an injected statement can try out addresses or short codes.
 *
 * <p>Immutable and safe for use by several threads. {@link #toString()} tells nothing.
 */
public final class LookupKey {

    /** Bytes of a key, and of a hash. */
    public static final int LENGTH = 32;

    /** Which UTF-8 has nowhere. */
    private static final byte NO_TEXT = (byte) 0xFF;

    private final SecretKeySpec key;

    private LookupKey(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /**
     * @param key 32 random bytes; losing them loses every session, sign-in address and code
     * @throws InvalidInputException when it has any other length
     */
    public static LookupKey of(byte[] key) {
        if (key.length != LENGTH) {
            throw new InvalidInputException("Lookup key must have " + LENGTH + " bytes, has " + key.length
                    + "; make one with: openssl rand -base64 32");
        }
        return new LookupKey(key.clone());
    }

    /**
     * The hash of a secret for one purpose. Two purposes give different hashes for the same secret.
     *
     * @param purpose what the hash is for, such as {@code session}; not secret
     */
    public byte[] hash(String purpose, String secret) {
        Mac mac = mac();
        mac.update(purpose.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0);
        return mac.doFinal(secret.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A key of the layer's own, which no {@link #hash} equals: what is hashed here begins with a byte that no text has.
     *
     * @param use what the key is for, such as {@code commit-token}
     */
    byte[] derive(String use) {
        Mac mac = mac();
        mac.update(NO_TEXT);
        return mac.doFinal(use.getBytes(StandardCharsets.UTF_8));
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "LookupKey[redacted]";
    }
}
