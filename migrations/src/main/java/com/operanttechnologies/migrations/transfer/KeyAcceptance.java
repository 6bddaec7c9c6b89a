package com.operanttechnologies.migrations.transfer;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import java.security.GeneralSecurityException;
import java.util.Base64;

/** How a Customer's key comes into an installation: opened by the receiver in memory, and wrapped for this one. */
record KeyAcceptance(ReceiverKey receiver, InstallationKey installation) {

    /**
     * The archive's Customer's key, wrapped; empty when it has none.
     *
     * @throws ArchiveRefusedException when it was sealed for another receiver or Customer, or was changed
     */
    byte[] rewrapped(ArchiveManifest manifest) {
        if (manifest.customerKey().isEmpty()) {
            return new byte[0];
        }
        try {
            byte[] key = receiver.open(Base64.getDecoder().decode(manifest.customerKey()), manifest.customer());
            return installation.wrap(
                    TinkProtoKeysetFormat.parseKeyset(key, InsecureSecretKeyAccess.get(), AeadConfig2026.get()),
                    manifest.customer());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ArchiveRefusedException(
                    "This receiver's key doesn't open the secrets of the archive: they were sealed"
                            + " for another receiver, or were changed");
        }
    }
}
