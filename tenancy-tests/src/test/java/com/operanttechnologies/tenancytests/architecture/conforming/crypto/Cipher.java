package com.operanttechnologies.tenancytests.architecture.conforming.crypto;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;

public final class Cipher {
    byte[] seal(Aead key, byte[] secret, byte[] address) throws GeneralSecurityException {
        return key.encrypt(secret, address);
    }
}
