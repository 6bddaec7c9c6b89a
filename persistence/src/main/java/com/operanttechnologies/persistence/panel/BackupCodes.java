package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.crypto.IssuedSecret;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Codes that people write down and type: ten letters and digits of <a href="https://www.crockford.com/base32.html">
 * Crockford's base 32</a>, which has no I, L, O and U, in two groups. 50 random bits each.
 */
final class BackupCodes {

    static final int CODES = 10;

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int GROUP = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    private BackupCodes() {}

    static List<IssuedSecret> random() {
        return Stream.generate(() -> IssuedSecret.of(group() + "-" + group()))
                .limit(CODES)
                .toList();
    }

    /** A code as it was issued, whatever its groups and however its letters were read. */
    static String normalized(String typed) {
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
