package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.crypto.OpaqueValue;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * Seals commits into tokens. Whoever gets one learns neither how many transactions all Customers together have had nor
 * when.
 *
 * <p>A commit is what the database takes: {@code number.milliseconds}. Safe for use by several threads.
 */
final class CommitTokens {

    private final OpaqueValue opaque;

    CommitTokens(LookupKey key) {
        opaque = OpaqueValue.of(key, "commit-token");
    }

    CommitToken seal(String commit) {
        int dot = commit.indexOf('.');
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(Long.parseLong(commit.substring(0, dot)))
                .putLong(Long.parseLong(commit.substring(dot + 1)))
                .array();
        return CommitToken.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(opaque.seal(bytes)));
    }

    /** The commit; empty when the token isn't ours. */
    Optional<String> open(CommitToken token) {
        return opaque.open(Base64.getUrlDecoder().decode(token.toString()))
                .map(ByteBuffer::wrap)
                .map(bytes -> bytes.getLong() + "." + bytes.getLong());
    }
}
