package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.crypto.IssuedSecret;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/**
 * Argon2id (RFC 9106) with the parameters of the <a
 * href="https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html">OWASP Password Storage Cheat
 * Sheet</a>: 19 MiB of memory, 2 iterations, 1 lane; with 128 bits of salt and 256 of hash. Written as a PHC string.
 *
 * <p>The encoder copies a password into a String on its way, which only the garbage collector removes.
 */
final class PasswordHashing {

    static final int MEMORY_KIB = 19 * 1024;
    static final int ITERATIONS = 2;

    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Argon2PasswordEncoder ENCODER =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, ITERATIONS);

    /** The hash of a password that nobody has, for accounts that don't exist. */
    private static final String NOBODY = ENCODER.encode(IssuedSecret.random().value());

    private PasswordHashing() {}

    static String hash(Password password) {
        return ENCODER.encode(password.characters());
    }

    static boolean matches(Password password, String hash) {
        return ENCODER.matches(password.characters(), hash);
    }

    /** Takes the time of {@link #matches}, and is false always. */
    static boolean matchesNobody(Password password) {
        return ENCODER.matches(password.characters(), NOBODY) && NOBODY.isEmpty();
    }

    /** Whether a hash was made with less memory or fewer iterations than a new one would be. */
    static boolean outdated(String hash) {
        return ENCODER.upgradeEncoding(hash);
    }
}
