package com.operanttechnologies.migrations.gate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.postgresql.Driver;

/**
 * The certificate that a server shows to whoever connects, got by PostgreSQL's request for TLS and before anybody signs
 * in. It is looked at whatever it is, also where a verifying connection would fail.
 *
 * @param host the name by which the server was asked
 * @param shown its own certificate
 */
record ServerCertificate(String host, X509Certificate shown) {

    private static final Duration SOON = Duration.ofDays(30);
    private static final int TIMEOUT_MILLIS = 10_000;

    /** Length of the message and the code for TLS; see "SSL Session Encryption" in PostgreSQL's protocol. */
    private static final long TLS_REQUEST = 8L << 32 | 80877103;

    /** Type of a subject's alternative name: a name of the DNS, or an address. */
    private static final List<Integer> HOST_NAMES = List.of(2, 7);

    /**
     * Asks the server for it.
     *
     * @throws IOException when there is none: it can't be reached or speaks no TLS
     */
    static ServerCertificate of(String url) throws IOException {
        Properties parts = Driver.parseURL(url, null);
        if (parts == null) {
            throw new IOException("the URL names no server");
        }
        String host = parts.getProperty("PGHOST", "localhost").split(",", 2)[0];
        int port = Integer.parseInt(parts.getProperty("PGPORT", "5432").split(",", 2)[0]);
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), port), TIMEOUT_MILLIS);
            plain.setSoTimeout(TIMEOUT_MILLIS);
            new DataOutputStream(plain.getOutputStream()).writeLong(TLS_REQUEST);
            if (new DataInputStream(plain.getInputStream()).readByte() != 'S') {
                throw new IOException("it doesn't speak TLS");
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Looking()}, null);
            try (SSLSocket encrypted = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
                encrypted.startHandshake();
                Certificate[] chain = encrypted.getSession().getPeerCertificates();
                return new ServerCertificate(host, (X509Certificate) chain[0]);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("this JVM can't speak TLS", e);
        }
    }

    List<Finding> find(Rule rule, Instant now) {
        List<String> faults = new ArrayList<>();
        Instant end = shown.getNotAfter().toInstant();
        if (!end.isAfter(now)) {
            faults.add("has ended at " + end);
        } else if (end.isBefore(now.plus(SOON))) {
            faults.add("ends at " + end + ", in " + Duration.between(now, end).toDays() + " days");
        }
        if (shown.getNotBefore().toInstant().isAfter(now)) {
            faults.add("begins at " + shown.getNotBefore().toInstant() + " only");
        }
        if (shown.getSubjectX500Principal().equals(shown.getIssuerX500Principal())) {
            faults.add("is signed by itself, so nobody vouches for it");
        }
        if (names().stream().noneMatch(this::isHost)) {
            faults.add("is for " + String.join(", ", names()) + ", and not for " + host);
        }
        if (shown.getPublicKey() instanceof RSAPublicKey key && key.getModulus().bitLength() < 2048) {
            faults.add("has an RSA key of " + key.getModulus().bitLength() + " bits");
        }
        if (shown.getSigAlgName().matches("(?i)(md5|sha1)with.*")) {
            faults.add("is signed with " + shown.getSigAlgName());
        }
        String name =
                "certificate of " + shown.getSubjectX500Principal() + ", issued by " + shown.getIssuerX500Principal();
        return faults.stream()
                .map(fault -> new Finding(
                        rule,
                        name,
                        fault,
                        "-- put another one where ssl_cert_file and ssl_key_file say, then:\nselect pg_reload_conf();"))
                .toList();
    }

    private List<String> names() {
        try {
            Collection<List<?>> alternatives = shown.getSubjectAlternativeNames();
            if (alternatives != null) {
                return alternatives.stream()
                        .filter(name -> HOST_NAMES.contains(name.get(0)))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
            }
        } catch (CertificateParsingException e) {
            return List.of("a name that can't be read");
        }
        return List.of(shown.getSubjectX500Principal().getName().replaceFirst("(?s)^.*?CN=([^,]+).*$", "$1"));
    }

    /** A star stands for one label, and only the leftmost. */
    private boolean isHost(String name) {
        String asked = host.toLowerCase(Locale.ROOT);
        String given = name.toLowerCase(Locale.ROOT);
        return given.equals(asked)
                || given.startsWith("*.")
                        && asked.contains(".")
                        && asked.substring(asked.indexOf('.')).equals(given.substring(1));
    }

    /** Only looks: nothing is sent to whom it lets pass, but that TLS was asked for. */
    private static final class Looking implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {
            throw new UnsupportedOperationException("It is a client");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {
            // Whatever it is, it is what is to be told.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
