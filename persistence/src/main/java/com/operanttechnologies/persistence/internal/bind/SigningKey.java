package com.operanttechnologies.persistence.internal.bind;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.util.regex.Pattern;

/** A key that seals scope tokens, as {@code tenancy.signing_key} holds it. Its text tells the id alone. */
public final class SigningKey {

    private static final Pattern ID = Pattern.compile("k[0-9a-f]{8}");
    private static final int LENGTH = 32;

    private final String id;
    private final byte[] secret;

    /**
     * @param id its name in the token
     * @param secret 32 bytes
     * @throws InvalidInputException when either isn't what the database would make
     */
    public SigningKey(String id, byte[] secret) {
        if (!ID.matcher(id).matches()) {
            throw new InvalidInputException("Id of a signing key must be k and 8 hexadecimal digits;"
                    + " take the one that tenancy.current_signing_key() gives");
        }
        if (secret.length != LENGTH) {
            throw new InvalidInputException("Signing key " + id + " must have " + LENGTH + " bytes, has "
                    + secret.length + "; take the one that tenancy.current_signing_key() gives");
        }
        this.id = id;
        this.secret = secret.clone();
    }

    String id() {
        return id;
    }

    byte[] secret() {
        return secret;
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }
}
