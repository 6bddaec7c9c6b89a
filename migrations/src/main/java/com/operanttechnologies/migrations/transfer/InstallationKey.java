package com.operanttechnologies.migrations.transfer;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import java.security.GeneralSecurityException;
import java.util.UUID;

/**
 * The wrapping key of an installation, as the application has it in its configuration: it wraps the key of each
 * Customer, and is kept outside the database. Whoever moves a Customer with its secrets needs it for as long as that
 * takes.
 *
 * <p>Immutable and safe for use by several threads. {@link #toString()} tells nothing.
 */
public final class InstallationKey {

    private final Aead aead;

    private InstallationKey(Aead aead) {
        this.aead = aead;
    }

    /**
     * Reads what {@code WrappingKey.toJson()} wrote.
     *
     * @throws KeyRefusedException when it is no Tink keyset of AES-GCM keys in clear JSON
     */
    public static InstallationKey fromJson(String json) {
        try {
            KeysetHandle keyset =
                    TinkJsonProtoKeysetFormat.parseKeyset(json, AeadConfig2026.get(), InsecureSecretKeyAccess.get());
            return new InstallationKey(keyset.getPrimitive(AeadConfig2026.get(), Aead.class));
        } catch (GeneralSecurityException e) {
            // Without the cause: a parser's message quotes its input.
            throw new KeyRefusedException(
                    "The wrapping key is no Tink keyset in clear JSON, as WrappingKey.toJson() writes it");
        }
    }

    /** @throws GeneralSecurityException when it was wrapped by another key or for another Customer */
    KeysetHandle unwrap(byte[] wrapped, UUID customer) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.parseEncryptedKeyset(
                wrapped, aead, CustomerContext.ofWrappedKey(customer), AeadConfig2026.get());
    }

    byte[] wrap(KeysetHandle customerKey, UUID customer) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.serializeEncryptedKeyset(
                customerKey, aead, CustomerContext.ofWrappedKey(customer), AeadConfig2026.get());
    }

    @Override
    public String toString() {
        return "InstallationKey[redacted]";
    }
}
