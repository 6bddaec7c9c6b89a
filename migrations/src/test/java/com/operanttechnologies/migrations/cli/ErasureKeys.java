package com.operanttechnologies.migrations.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** The files that {@code openssl genpkey -algorithm ed25519} and {@code openssl pkey -pubout} make. */
record ErasureKeys(Path signing, Path verifying) {

    static ErasureKeys in(Path folder) throws GeneralSecurityException, IOException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        return new ErasureKeys(
                write(
                        folder.resolve("erasure.key"),
                        "PRIVATE",
                        pair.getPrivate().getEncoded()),
                write(folder.resolve("erasure.pub"), "PUBLIC", pair.getPublic().getEncoded()));
    }

    private static Path write(Path file, String kind, byte[] key) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
        return Files.writeString(
                file, "-----BEGIN " + kind + " KEY-----\n" + lines + "\n-----END " + kind + " KEY-----\n");
    }
}
