package com.operanttechnologies.tenancytests.architecture.violations.quoting;

import com.google.crypto.tink.Aead;
import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.security.GeneralSecurityException;

@Breaks("only_crypto_uses_tink")
final class Encrypts {
    byte[] seal(Aead key, byte[] price) throws GeneralSecurityException {
        return key.encrypt(price, new byte[0]);
    }
}
