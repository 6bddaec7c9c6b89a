package com.operanttechnologies.migrations.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What a Customer's key is authenticated together with, so that it is good for that Customer alone. The first is the
 * persistence layer's own, byte for byte, as both wrap the same column.
 */
final class CustomerContext {

    private CustomerContext() {}

    /** As it stands in {@code tenancy.customer_key}. */
    static byte[] ofWrappedKey(UUID customer) {
        return encoded("operant customer key v1", customer);
    }

    /** As it stands in an archive. */
    static byte[] ofKeyInArchive(UUID customer) {
        return encoded("operant customer key in an archive v1", customer);
    }

    /** Each part with its length in front. */
    private static byte[] encoded(String kind, UUID customer) {
        byte[] first = kind.getBytes(StandardCharsets.UTF_8);
        byte[] second = customer.toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 * Integer.BYTES + first.length + second.length)
                .putInt(first.length)
                .put(first)
                .putInt(second.length)
                .put(second)
                .array();
    }
}
