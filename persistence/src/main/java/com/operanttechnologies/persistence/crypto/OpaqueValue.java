package com.operanttechnologies.persistence.crypto;

import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.subtle.AesSiv;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * Seals short values that travel through strangers' hands and come back, so that they tell nothing and can't be made
 * up: AES-SIV under a key of the lookup key's, as it needs no nonce that could come twice. The same value is sealed the
 * same each time. Immutable and safe for use by several threads.
 */
public final class OpaqueValue {

    private static final byte[] NOTHING = {};

    private final DeterministicAead seal;

    private OpaqueValue(DeterministicAead seal) {
        this.seal = seal;
    }

    /** @param purpose what the values are; what was sealed for one purpose opens for no other */
    public static OpaqueValue of(LookupKey key, String purpose) {
        try {
            return new OpaqueValue(new AesSiv(ByteBuffer.allocate(2 * LookupKey.LENGTH)
                    .put(key.derive(purpose + "/mac"))
                    .put(key.derive(purpose + "/encryption"))
                    .array()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES", e);
        }
    }

    /** The value's sealed form. */
    public byte[] seal(byte[] value) {
        try {
            return seal.encryptDeterministically(value, NOTHING);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Short values can be sealed", e);
        }
    }

    /** The value; empty when it was not sealed by this key for this purpose, or was changed. */
    public Optional<byte[]> open(byte[] sealed) {
        try {
            return Optional.of(seal.decryptDeterministically(sealed, NOTHING));
        } catch (GeneralSecurityException notOurs) {
            return Optional.empty();
        }
    }
}
