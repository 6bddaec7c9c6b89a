package com.operanttechnologies.migrations.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder of certificates of erasure, outside of the database: of each erased Customer {@code CUSTOMER.json}, which is
 * what {@code privacy.erasure_report()} said, and {@code CUSTOMER.json.sig}, its Ed25519 signature in Base64, as
 * {@code CustomerErasure.certify} makes them. They outlive whatever happens to the database and its backups.
 */
final class ErasureCertificates {

    private static final String ALGORITHM = "Ed25519";
    private static final String SUFFIX = ".json";

    private final Path folder;

    ErasureCertificates(Path folder) {
        this.folder = folder;
    }

    /** What a certificate says of whom. */
    record Entry(UUID customer, String orderedBy, String reason) {}

    /** Writes the certificate of a Customer's erasure, and replaces none. */
    void add(UUID customer, String report, Path keyFile) throws IOException {
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(pem(keyFile)));
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(key);
            signer.update(report.getBytes(StandardCharsets.UTF_8));
            Files.createDirectories(folder);
            Path document = folder.resolve(customer + SUFFIX);
            Files.writeString(signatureOf(document), Base64.getEncoder().encodeToString(signer.sign()));
            Files.writeString(document, report);
        } catch (GeneralSecurityException e) {
            throw new IOException("The signing key " + keyFile + " is no Ed25519 key in PEM (PKCS #8)", e);
        }
    }

    /**
     * Every certificate of the folder.
     *
     * @throws IOException when one can't be read, or wasn't signed by the owner of this key
     */
    List<Entry> verified(Path publicKeyFile) throws IOException {
        PublicKey key;
        try {
            key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(pem(publicKeyFile)));
        } catch (GeneralSecurityException e) {
            throw new IOException("The public key " + publicKeyFile + " is no Ed25519 key in PEM", e);
        }
        List<Path> documents;
        try (Stream<Path> files = Files.list(folder)) {
            documents = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        List<Entry> entries = new ArrayList<>();
        for (Path document : documents) {
            if (!isSigned(document, key)) {
                throw new IOException("The certificate " + document + " was not signed with the key of " + publicKeyFile
                        + ": it was changed, or is another key's");
            }
            entries.add(read(document));
        }
        return entries;
    }

    private static boolean isSigned(Path document, PublicKey key) throws IOException {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(Files.readAllBytes(document));
            return verifier.verify(Base64.getDecoder()
                    .decode(Files.readString(signatureOf(document)).strip()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static Entry read(Path document) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(document.toFile())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.VALUE_STRING) {
                    fields.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
        }
        try {
            return new Entry(
                    UUID.fromString(fields.getOrDefault("customer_id", "")),
                    fields.getOrDefault("ordered_by", ""),
                    fields.getOrDefault("reason", ""));
        } catch (IllegalArgumentException e) {
            throw new IOException("The certificate " + document + " names no Customer", e);
        }
    }

    private static Path signatureOf(Path document) {
        return document.resolveSibling(document.getFileName() + ".sig");
    }

    private static byte[] pem(Path file) throws IOException {
        String content = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
        try {
            return Base64.getMimeDecoder().decode(content.strip());
        } catch (IllegalArgumentException e) {
            throw new IOException("The key file " + file + " is no PEM", e);
        }
    }
}
