package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.util.regex.Pattern;

/**
 * Names a commit, so that a later read sees what it has written: see {@link TenantDatabase#commit} and {@link
 * Freshness#after}. Its text may travel, in a cookie for example, and tells nothing: it is sealed under the layer's
 * lookup key. One that was changed, made up, or sealed under another key is as good as none: the primary answers.
 * Immutable.
 */
public final class CommitToken {

    /** 32 bytes: a transaction's number, a time, and the seal. */
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final String text;

    private CommitToken(String text) {
        this.text = text;
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws InvalidInputException when it can't be a token: anything but 43 letters, digits, hyphens and underscores
     */
    public static CommitToken parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new InvalidInputException("A commit token has 43 letters, digits, hyphens and underscores, this one "
                    + text.length() + " characters or others; take what CommitToken.toString() gave");
        }
        return new CommitToken(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CommitToken token && token.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The text that {@link #parse} reads. */
    @Override
    public String toString() {
        return text;
    }
}
