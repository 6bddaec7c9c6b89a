package com.operanttechnologies.persistence.stage;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Password, token or key of a data source. Immutable; {@link #toString()} tells nothing, not even the length, and
 * {@link #reveal()} is the only way to read it, so that each use can be found.
 */
public final class SourceSecret {

    /** Bytes of the longest secret, in UTF-8. */
    public static final int MAX_BYTES = 32 << 10;

    private final String value;

    private SourceSecret(String value) {
        this.value = value;
    }

    /**
     * @param value 1 to 32,768 bytes in UTF-8
     * @throws InvalidInputException when it is longer, or empty
     */
    public static SourceSecret of(String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MAX_BYTES) {
            throw new InvalidInputException("Secret of a data source must have 1 to " + MAX_BYTES
                    + " bytes in UTF-8, has " + bytes + "; keep anything but the credential in the settings");
        }
        return new SourceSecret(value);
    }

    /** The secret itself. */
    public String reveal() {
        return value;
    }

    byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes as long for an almost right value as for a wrong one. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceSecret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "SourceSecret[redacted]";
    }
}
