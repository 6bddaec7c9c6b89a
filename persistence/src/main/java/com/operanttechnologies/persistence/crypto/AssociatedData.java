package com.operanttechnologies.persistence.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What is authenticated together with a ciphertext. Each part goes with its length in front, so no two lists of parts
 * give the same bytes; the first part says what the ciphertext is, so one kind can't pass for another.
 */
final class AssociatedData {

    private AssociatedData() {}

    /** For the key of a Customer, wrapped by the key from outside. */
    static byte[] ofCustomerKey(UUID customerId) {
        return encode("operant customer key v1", customerId.toString());
    }

    /** For a value in one place of one Customer. */
    static byte[] ofValue(UUID customerId, ColumnAddress address) {
        return encode(
                "operant sealed value v1",
                customerId.toString(),
                address.table(),
                address.column(),
                address.row().toString());
    }

    static byte[] encode(String... parts) {
        List<byte[]> encoded = Stream.of(parts)
                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                .toList();
        int size =
                encoded.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
        ByteBuffer buffer = ByteBuffer.allocate(size);
        encoded.forEach(part -> buffer.putInt(part.length).put(part));
        return buffer.array();
    }
}
