package com.operanttechnologies.persistence.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.IntStream;

/** Tink's AEAD through its own fixed configuration, so that nothing depends on what else the JVM has registered. */
final class TinkAead {

    private TinkAead() {}

    static Configuration configuration() {
        return AeadConfig2026.get();
    }

    static KeysetHandle newKeyset() {
        try {
            return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, configuration());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink always has AES-256-GCM", e);
        }
    }

    /** The keyset with a new key, which becomes the primary one. */
    static KeysetHandle withNewPrimary(KeysetHandle keyset) {
        try {
            return KeysetHandle.newBuilder(keyset)
                    .addEntry(KeysetHandle.importKey(newKeyset().getPrimary().getKey())
                            .makePrimary())
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink always has AES-256-GCM", e);
        }
    }

    /** The keyset with its primary key alone. */
    static KeysetHandle primaryOf(KeysetHandle keyset) {
        try {
            return KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.importKey(keyset.getPrimary().getKey())
                            .withFixedId(keyset.getPrimary().getId())
                            .makePrimary())
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A key of a keyset makes one", e);
        }
    }

    /** What every ciphertext of the primary key begins with. */
    static byte[] prefixOf(KeysetHandle keyset) {
        return prefixOf(keyset.getPrimary());
    }

    /** What those of the other keys begin with. */
    static List<byte[]> formerPrefixesOf(KeysetHandle keyset) {
        return IntStream.range(0, keyset.size())
                .mapToObj(keyset::getAt)
                .filter(entry -> !entry.isPrimary())
                .map(TinkAead::prefixOf)
                .toList();
    }

    private static byte[] prefixOf(KeysetHandle.Entry entry) {
        return ((AesGcmKey) entry.getKey()).getOutputPrefix().toByteArray();
    }

    static Aead of(KeysetHandle keyset) {
        try {
            return keyset.getPrimitive(configuration(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A keyset of AES-256-GCM keys is an AEAD", e);
        }
    }
}
