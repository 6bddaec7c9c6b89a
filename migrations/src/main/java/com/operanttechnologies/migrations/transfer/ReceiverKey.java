package com.operanttechnologies.migrations.transfer;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HybridConfig2026;
import java.security.GeneralSecurityException;
import java.util.UUID;

/**
 * The private key of an installation that receives Customers with their secrets (HPKE, RFC 9180). Its public half goes
 * to whoever exports; what is sealed with that, this alone opens.
 *
 * <p>Immutable and safe for use by several threads. {@link #toString()} tells nothing.
 */
public final class ReceiverKey {

    /** X25519, HKDF-SHA-256 and AES-256-GCM. */
    private static final HpkeParameters PARAMETERS = parameters();

    private final KeysetHandle keyset;

    private ReceiverKey(KeysetHandle keyset) {
        this.keyset = keyset;
    }

    /** A new pair of keys. */
    public static ReceiverKey generate() {
        try {
            return new ReceiverKey(KeysetHandle.generateNew(PARAMETERS, HybridConfig2026.get()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink always has HPKE", e);
        }
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws KeyRefusedException when it is anything else
     */
    public static ReceiverKey fromJson(String json) {
        try {
            KeysetHandle keyset =
                    TinkJsonProtoKeysetFormat.parseKeyset(json, HybridConfig2026.get(), InsecureSecretKeyAccess.get());
            keyset.getPrimitive(HybridConfig2026.get(), HybridDecrypt.class);
            return new ReceiverKey(keyset);
        } catch (GeneralSecurityException e) {
            // Without the cause: a parser's message quotes its input.
            throw new KeyRefusedException("The receiver's key is no private key, as operant-db receiver-key writes it");
        }
    }

    /** The private key in clear, as Tink's JSON: a secret of the receiver. */
    public String toJson() {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(
                    keyset, HybridConfig2026.get(), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A keyset that Tink made can be written", e);
        }
    }

    /** What whoever exports gets. */
    public ReceiverPublicKey publicKey() {
        try {
            return new ReceiverPublicKey(keyset.getPublicKeysetHandle());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A private key has a public one", e);
        }
    }

    /** @throws GeneralSecurityException when it was sealed for another receiver or Customer, or was changed */
    byte[] open(byte[] sealed, UUID customer) throws GeneralSecurityException {
        return keyset.getPrimitive(HybridConfig2026.get(), HybridDecrypt.class)
                .decrypt(sealed, CustomerContext.ofKeyInArchive(customer));
    }

    private static HpkeParameters parameters() {
        try {
            return HpkeParameters.builder()
                    .setKemId(HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256)
                    .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
                    .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
                    .setVariant(HpkeParameters.Variant.TINK)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("These parameters are whole", e);
        }
    }

    @Override
    public String toString() {
        return "ReceiverKey[redacted]";
    }
}
