package com.operanttechnologies.persistence.privacy;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/**
 * That a Customer was erased: of each table the rows removed and the zero that are left, what was kept, why and until
 * when, and when its key was destroyed, signed with a key that isn't in the database. Whoever has the public key can
 * verify it without us: {@code openssl pkeyutl -verify -rawin} does.
 *
 * @param document JSON, format {@code operant.erasure.1}, to be kept byte by byte
 * @param signature Ed25519 (RFC 8032) over the document's UTF-8, in Base64
 */
public record ErasureCertificate(String document, String signature) {

    private static final String ALGORITHM = "Ed25519";

    static ErasureCertificate sign(String document, PrivateKey key) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(key);
            signer.update(document.getBytes(StandardCharsets.UTF_8));
            return new ErasureCertificate(document, Base64.getEncoder().encodeToString(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new InvalidInputException(
                    "A certificate is signed with an Ed25519 key, not with one for " + key.getAlgorithm());
        }
    }

    /** Whether this key's owner has signed exactly this document; false as well when the key is of another kind. */
    public boolean isSignedBy(PublicKey key) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(document.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
