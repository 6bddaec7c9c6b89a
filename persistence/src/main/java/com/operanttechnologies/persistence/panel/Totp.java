package com.operanttechnologies.persistence.panel;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;

/**
 * Time-based one-time passwords (RFC 6238) with the parameters that authenticator apps share: HMAC-SHA-1, 6 digits, 30
 * seconds.
 */
final class Totp {

    /** What RFC 4226, section 4 (R6) recommends. */
    static final int SECRET_BYTES = 20;

    static final Duration STEP = Duration.ofSeconds(30);

    /** Steps before and after the current one that are accepted, for clocks that differ: RFC 6238, section 5.2. */
    static final int WINDOW = 1;

    private static final int DIGITS = 6;

    private Totp() {}

    /**
     * The step around {@code now} whose code this is; nothing when it is none's. Which one, its duration doesn't tell.
     */
    static OptionalLong stepOf(byte[] secret, String code, Instant now) {
        byte[] typed = code.getBytes(StandardCharsets.UTF_8);
        long current = stepAt(now);
        OptionalLong match = OptionalLong.empty();
        for (long step = current - WINDOW; step <= current + WINDOW; step++) {
            if (MessageDigest.isEqual(typed, codeAt(secret, step).getBytes(StandardCharsets.UTF_8))) {
                match = OptionalLong.of(step);
            }
        }
        return match;
    }

    static long stepAt(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), STEP.toSeconds());
    }

    static String codeAt(byte[] secret, long step) {
        try {
            // Not with the default locale, whose digits may not be ASCII.
            return new HmacOneTimePasswordGenerator(DIGITS)
                    .generateOneTimePasswordString(new SecretKeySpec(secret, "HmacSHA1"), step, Locale.ROOT);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC takes a key of any length", e);
        }
    }

    static String base32(byte[] secret) {
        return Base32.toBase32String(secret);
    }

    /** What an app reads from a QR code: https://github.com/google/google-authenticator/wiki/Key-Uri-Format. */
    static String uri(String issuer, String email, byte[] secret) {
        return "otpauth://totp/" + encode(issuer) + ":" + encode(email) + "?secret=" + base32(secret) + "&issuer="
                + encode(issuer) + "&algorithm=SHA1&digits=" + DIGITS + "&period=" + STEP.toSeconds();
    }

    private static String encode(String value) {
        // URLEncoder writes forms, where a space is a plus.
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
