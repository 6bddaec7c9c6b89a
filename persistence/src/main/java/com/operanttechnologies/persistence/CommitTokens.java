package com.operanttechnologies.persistence;

import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.subtle.AesSiv;
import com.operanttechnologies.persistence.crypto.LookupKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;

/**
 * Seals commits into tokens. Whoever gets one learns neither how many transactions all Customers together have had nor when;
 * that is why a seal, and not a signature. AES-SIV, as it needs no nonce that could come twice.
 *
 * <p>A commit is what the database takes: {@code number.milliseconds}. Safe for use by several threads.
 */
final class CommitTokens {

    private static final byte[] PURPOSE = {};

    private final DeterministicAead seal;

    CommitTokens(LookupKey key) {
        try {
            seal = new AesSiv(ByteBuffer.allocate(2 * LookupKey.LENGTH)
                    .put(key.hash("commit-token", "mac"))
                    .put(key.hash("commit-token", "encryption"))
                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES", e);
        }
    }

    CommitToken seal(String commit) {
        int dot = commit.indexOf('.');
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(Long.parseLong(commit.substring(0, dot)))
                .putLong(Long.parseLong(commit.substring(dot + 1)))
                .array();
        try {
            return CommitToken.parse(Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(seal.encryptDeterministically(bytes, PURPOSE)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("16 bytes can be sealed", e);
        }
    }

    /** The commit; empty when the token isn't ours. */
    Optional<String> open(CommitToken token) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(
                    seal.decryptDeterministically(Base64.getUrlDecoder().decode(token.toString()), PURPOSE));
            return Optional.of(bytes.getLong() + "." + bytes.getLong());
        } catch (GeneralSecurityException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
