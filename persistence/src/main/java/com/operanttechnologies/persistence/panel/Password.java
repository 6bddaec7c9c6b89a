package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.nio.CharBuffer;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * A password that somebody typed. {@link #toString()} tells nothing; {@link #close()} wipes it. Not safe for use by
 * several threads.
 *
 * <p>Characters count as Unicode code points, and are normalized (NFKC), so that a password typed on another keyboard
 * is still the same: NIST SP 800-63B, passwords ("memorized secrets"). No other rule is imposed on what is in it, for
 * the same source's reasons; whether it is a common or a leaked one is for the caller to ask.
 */
public final class Password implements AutoCloseable {

    /**
     * Characters of the shortest password that may be set: what NIST SP 800-63B and OWASP ASVS 5.0, 6.2.1 ask for at
     * least. Both recommend 15 where the password is the only factor.
     */
    public static final int SHORTEST = 8;

    /**
     * Characters of the longest password. Both sources ask for at least 64; some bound keeps a sign-in from hashing
     * megabytes.
     */
    public static final int LONGEST = 256;

    private final char[] characters;
    private final int length;
    private boolean closed;

    private Password(char[] characters) {
        this.characters = characters;
        this.length = Character.codePointCount(characters, 0, characters.length);
    }

    /**
     * A password as it was typed, to be verified or set.
     *
     * @param typed copied, so the caller may wipe it
     * @throws InvalidInputException when it is empty, or longer than {@value #LONGEST} characters
     */
    public static Password of(char[] typed) {
        // Before anything that takes time.
        if (typed.length == 0 || Character.codePointCount(typed, 0, typed.length) > LONGEST) {
            throw new InvalidInputException("Password must have 1 to " + LONGEST + " characters");
        }
        CharBuffer view = CharBuffer.wrap(typed);
        return new Password(
                Normalizer.isNormalized(view, Normalizer.Form.NFKC)
                        ? typed.clone()
                        : Normalizer.normalize(view, Normalizer.Form.NFKC).toCharArray());
    }

    /** Overwrites the characters; afterwards the password can't be used any more. */
    @Override
    public void close() {
        Arrays.fill(characters, '\0');
        closed = true;
    }

    int length() {
        return length;
    }

    /** A view, whose {@code toString()} is the password itself: what a hash is computed from. */
    CharBuffer characters() {
        if (closed) {
            // What is left is zeros, and they would hash as well as any password.
            throw new InvalidInputException("Password was closed already; use it inside its try block");
        }
        return CharBuffer.wrap(characters);
    }

    @Override
    public String toString() {
        return "Password[redacted]";
    }
}
