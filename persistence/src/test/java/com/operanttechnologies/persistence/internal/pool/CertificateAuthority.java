package com.operanttechnologies.persistence.internal.pool;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** Somebody who certifies servers. */
final class CertificateAuthority {

    private final X500Name name;
    private final KeyPair keys = newKeys();
    private int serial;

    CertificateAuthority(String name) {
        this.name = new X500Name("CN=" + name);
    }

    /**
     * A server's.
     *
     * @param certificate in PEM
     * @param key its private key, in PEM
     */
    record Certified(String certificate, String key) {}

    /** Its own certificate in PEM, for those who trust it. */
    String certificate() {
        Instant now = Instant.now();
        return sign(certificate(name, keys, now.minusSeconds(60), now.plusSeconds(3600)), true, "");
    }

    /** Certifies that a server is of a name, for a time. */
    Certified certify(String dnsName, Instant from, Instant until) {
        KeyPair own = newKeys();
        String certificate = sign(certificate(new X500Name("CN=" + dnsName), own, from, until), false, dnsName);
        return new Certified(
                certificate, pem(new PemObject("PRIVATE KEY", own.getPrivate().getEncoded())));
    }

    private JcaX509v3CertificateBuilder certificate(X500Name subject, KeyPair own, Instant from, Instant until) {
        serial++;
        return new JcaX509v3CertificateBuilder(
                name, BigInteger.valueOf(serial), Date.from(from), Date.from(until), subject, own.getPublic());
    }

    private String sign(JcaX509v3CertificateBuilder certificate, boolean authority, String dnsName) {
        try {
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!dnsName.isEmpty()) {
                certificate.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName)));
            }
            return pem(certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(Object what) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(what);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
