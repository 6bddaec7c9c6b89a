package com.operanttechnologies.persistence.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.security.GeneralSecurityException;
import java.util.UUID;

/**
 * The key from outside the database that wraps the key of each Customer (SEC-2): a <a
 * href="https://developers.google.com/tink/design/keysets">Tink keyset</a> of one or more AES-256-GCM keys. The primary
 * key wraps; all of them unwrap, so that it can be rotated. Who has it and a copy of the database can read every
 * Customer's secrets; who loses it has lost them.
 *
 * <p>Immutable and safe for use by several threads. {@link #toString()} tells nothing.
 */
public final class WrappingKey {

    private static final int KEY_BYTES = 32;
    private static final String REMEDY =
            "; make one with WrappingKey.generate().toJson(), or with: tinkey create-keyset"
                    + " --key-template AES256_GCM --out-format json";

    private final KeysetHandle keyset;
    private final Aead aead;

    private WrappingKey(KeysetHandle keyset) {
        this.keyset = keyset;
        this.aead = TinkAead.of(keyset);
    }

    /** A new key, which then must be kept: see {@link #toJson()}. */
    public static WrappingKey generate() {
        return new WrappingKey(TinkAead.newKeyset());
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws InvalidInputException when it is no Tink keyset in clear JSON, or has a key that isn't AES-256-GCM; the
     *     message holds nothing of the input
     */
    public static WrappingKey fromJson(String json) {
        KeysetHandle keyset;
        try {
            keyset = TinkJsonProtoKeysetFormat.parseKeyset(
                    json, TinkAead.configuration(), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            // Without the cause: a parser's message quotes its input.
            throw new InvalidInputException("Wrapping key is no Tink keyset in clear JSON" + REMEDY);
        }
        for (int i = 0; i < keyset.size(); i++) {
            if (!(keyset.getAt(i).getKey().getParameters() instanceof AesGcmParameters parameters)
                    || parameters.getKeySizeBytes() != KEY_BYTES) {
                throw new InvalidInputException(
                        "Wrapping key must hold AES-256-GCM keys only, but entry " + (i + 1) + " is another" + REMEDY);
            }
        }
        return new WrappingKey(keyset);
    }

    /**
     * The key in clear, as Tink's JSON: the operator's secret, to be kept in a secret store and never in the database
     * or beside its backups.
     */
    public String toJson() {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(
                    keyset, TinkAead.configuration(), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A keyset that Tink made can be written", e);
        }
    }

    /** This key with a new primary key: wraps with the new one, and still unwraps what the former ones wrapped. */
    public WrappingKey rotated() {
        return new WrappingKey(TinkAead.withNewPrimary(keyset));
    }

    /**
     * The cipher of a session's Customer.
     *
     * @return as thread-bound as the session, and not to be used for another one
     */
    public CustomerCipher cipherFor(TenantSession session) {
        return new StoredKeyCipher(session, this);
    }

    byte[] wrap(KeysetHandle customerKey, UUID customerId) {
        try {
            return TinkProtoKeysetFormat.serializeEncryptedKeyset(
                    customerKey, aead, AssociatedData.ofCustomerKey(customerId), TinkAead.configuration());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A keyset that Tink made can be wrapped", e);
        }
    }

    /** @throws GeneralSecurityException when it was wrapped by another key or for another Customer, or was changed */
    KeysetHandle unwrap(byte[] wrapped, UUID customerId) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.parseEncryptedKeyset(
                wrapped, aead, AssociatedData.ofCustomerKey(customerId), TinkAead.configuration());
    }

    /** Whether the primary key has wrapped it. */
    boolean isPrimaryOf(byte[] wrapped, UUID customerId) {
        try {
            TinkProtoKeysetFormat.parseEncryptedKeyset(
                    wrapped,
                    TinkAead.of(TinkAead.primaryOf(keyset)),
                    AssociatedData.ofCustomerKey(customerId),
                    TinkAead.configuration());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "WrappingKey[redacted]";
    }
}
