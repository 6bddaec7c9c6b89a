package com.operanttechnologies.persistence.gateway;

import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A work email in the one form in which it is stored, compared and hashed: without surrounding white space, in lower
 * case. Immutable.
 *
 * @param value at most {@value #LONGEST} characters (RFC 5321, section 4.5.3.1.3, less the angle brackets), one {@code
 *     @} and no white space; whether mail arrives there only mail can tell
 */
public record EmailAddress(String value) {

    /** Characters of the longest address. */
    public static final int LONGEST = 254;

    private static final String PURPOSE = "sign-in-email";
    /** PostgreSQL takes no U+0000 in a text, and nothing that can't be seen belongs in an address. */
    private static final Pattern SHAPE =
            Pattern.compile("[^@\\p{javaWhitespace}\\p{Zs}\\p{Cc}]+@[^@\\p{javaWhitespace}\\p{Zs}\\p{Cc}]+");

    /** @throws InvalidInputException when it isn't such an address; the message doesn't repeat it */
    public EmailAddress {
        value = normalized(value);
        if (!isAddress(value)) {
            throw new InvalidInputException("Email address must look like name@domain without white space and have at"
                    + " most " + LONGEST + " characters");
        }
    }

    byte[] hash(LookupKey lookupKey) {
        return lookupKey.hash(PURPOSE, value);
    }

    /**
     * The hash of what somebody typed as an address. What can't be one has a hash as well, which nobody's address has:
     * it is tried, counted and answered like an address that nobody has.
     */
    static byte[] hashTyped(String typed, LookupKey lookupKey) {
        return lookupKey.hash(PURPOSE, normalized(typed));
    }

    private static String normalized(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isAddress(String normalized) {
        return normalized.codePointCount(0, normalized.length()) <= LONGEST
                && SHAPE.matcher(normalized).matches();
    }
}
