package com.operanttechnologies.migrations.transfer;

import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HybridConfig2026;
import java.security.GeneralSecurityException;
import java.util.UUID;

/**
 * The public half of a {@link ReceiverKey}: seals for that receiver, and is no secret. See to it that it is the right
 * receiver's, as whoever it belongs to can open what is sealed with it.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ReceiverPublicKey {

    private final KeysetHandle keyset;

    ReceiverPublicKey(KeysetHandle keyset) {
        this.keyset = keyset;
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws KeyRefusedException when it is anything else, a private key for instance
     */
    public static ReceiverPublicKey fromJson(String json) {
        try {
            KeysetHandle keyset = TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(json, HybridConfig2026.get());
            keyset.getPrimitive(HybridConfig2026.get(), HybridEncrypt.class);
            return new ReceiverPublicKey(keyset);
        } catch (GeneralSecurityException e) {
            throw new KeyRefusedException(
                    "The receiver's key is no public key, as operant-db receiver-key writes it; the"
                            + " private one stays with the receiver");
        }
    }

    /** As Tink's JSON. */
    public String toJson() {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(keyset, HybridConfig2026.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A public keyset can be written", e);
        }
    }

    byte[] seal(byte[] plaintext, UUID customer) throws GeneralSecurityException {
        return keyset.getPrimitive(HybridConfig2026.get(), HybridEncrypt.class)
                .encrypt(plaintext, CustomerContext.ofKeyInArchive(customer));
    }
}
