package com.operanttechnologies.persistence.crypto;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A secret that the layer hands out once and keeps only hashed or sealed: the value of a cookie, a device's token, a
 * backup code. {@link #toString()} tells nothing, and two secrets are equal only when they are the same object, so that
 * nothing compares them in a time that depends on their value.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class IssuedSecret {

    /** Random bits in a secret made by {@link #random()}: far more than can be guessed, so no salt is needed. */
    public static final int BITS = 256;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String value;

    private IssuedSecret(String value) {
        this.value = value;
    }

    /**
     * A new secret of {@value #BITS} random bits, as base64url without padding (RFC 4648, section 5): 43 characters.
     */
    public static IssuedSecret random() {
        byte[] bits = new byte[BITS / Byte.SIZE];
        RANDOM.nextBytes(bits);
        return new IssuedSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /**
     * A secret that was made elsewhere, such as a short code that a person types.
     *
     * @throws InvalidInputException when it is empty
     */
    public static IssuedSecret of(String value) {
        if (value.isEmpty()) {
            throw new InvalidInputException("A secret must not be empty; take IssuedSecret.random()");
        }
        return new IssuedSecret(value);
    }

    /** The secret itself: for the cookie, the response or the page that delivers it, never for a log. */
    public String value() {
        return value;
    }

    @Override
    public String toString() {
        return "IssuedSecret[redacted]";
    }
}
