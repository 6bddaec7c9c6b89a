package com.operanttechnologies.persistence.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the database's {@code audit.genesis()} and {@code audit.entry_hash()} compute, written a second time, so that
 * the database's word isn't taken for it. Each field is its length in four bytes and its bytes, or -1 when there is
 * none.
 */
final class EntryHash {

    private static final String FORMAT = "operant.audit.1";
    /** PostgreSQL counts microseconds from here. */
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final MessageDigest sha256 = sha256();

    private EntryHash() {}

    static byte[] genesis(UUID customerId) {
        return sha256().digest(("operant audit " + customerId).getBytes(StandardCharsets.UTF_8));
    }

    static byte[] of(UUID customerId, ChainedEntry entry) {
        EntryHash hash = new EntryHash();
        hash.add(FORMAT);
        hash.add(entry.previousHash());
        hash.add(uuid(customerId));
        hash.add(bigint(entry.number()));
        hash.add(timestamp(entry.at()));
        hash.add(entry.actor());
        hash.add(entry.action());
        hash.add(entry.objectType());
        hash.add(entry.objectId());
        hash.add(entry.address());
        hash.add(entry.reason());
        hash.add(entry.requestId());
        hash.add(entry.details());
        return hash.sha256.digest();
    }

    private void add(@Nullable String text) {
        add(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    private void add(byte @Nullable [] field) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(field == null ? -1 : field.length)
                .flip());
        if (field != null) {
            sha256.update(field);
        }
    }

    private static byte[] uuid(UUID value) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits())
                .array();
    }

    private static byte[] timestamp(OffsetDateTime at) {
        return bigint(ChronoUnit.MICROS.between(EPOCH, at.toInstant()));
    }

    private static byte[] bigint(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
