package com.operanttechnologies.persistence.crypto;

import java.security.SecureRandom;
import java.util.Locale;

/**
 * A code that people write down and type: ten letters and digits of <a href="https://www.crockford.com/base32.html">
 * Crockford's base 32</a>, which has no I, L, O and U, in two groups of five; 50 random bits.
 */
public final class TypedCode {

    /** Letters and digits of one group; a code has two. */
    public static final int GROUP = 5;

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final SecureRandom RANDOM = new SecureRandom();

    private TypedCode() {}

    /** A new code, such as {@code 7K2QF-0XW9M}. */
    public static IssuedSecret random() {
        return IssuedSecret.of(group() + "-" + group());
    }

    /** A code as it was made, but for its hyphen, whatever its groups and however its letters were read. */
    public static String normalized(String typed) {
        return typed.toUpperCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
    }

    private static String group() {
        StringBuilder group = new StringBuilder(GROUP);
        for (int i = 0; i < GROUP; i++) {
            group.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return group.toString();
    }
}
