package com.operanttechnologies.migrations.transfer;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.UUID;

/** How a Customer's key leaves an installation: unwrapped in memory, and sealed for the receiver. */
record KeyHandover(InstallationKey installation, ReceiverPublicKey receiver) {

    /**
     * The key of the bound Customer, sealed for the receiver, in Base64; empty when it has none yet, and so no secret.
     *
     * @throws KeyRefusedException when it isn't wrapped under the installation's key
     */
    String sealed(Connection database, UUID customer) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("select wrapped_key from tenancy.customer_key")) {
            return row.next() ? sealed(row.getBytes(1), customer) : "";
        }
    }

    private String sealed(byte[] wrapped, UUID customer) {
        try {
            byte[] key = TinkProtoKeysetFormat.serializeKeyset(
                    installation.unwrap(wrapped, customer), InsecureSecretKeyAccess.get(), AeadConfig2026.get());
            return Base64.getEncoder().encodeToString(receiver.seal(key, customer));
        } catch (GeneralSecurityException e) {
            throw new KeyRefusedException("The Customer's key can't be unwrapped: this isn't the wrapping key that the"
                    + " database is used with. Take that one, or leave the secrets out");
        }
    }
}
