package com.operanttechnologies.persistence.internal.pool;

import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.util.GT;

/** Why a connection can't be made and what to do, without the driver's and the server's own texts. */
final class ConnectFailure {

    private ConnectFailure() {}

    /**
     * @param url where it should have led
     * @param group what the login should be a member of
     */
    static String reason(Throwable failure, String url, String group) {
        List<Throwable> causes = Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .toList();
        return overTls(causes, url).orElseGet(() -> byState(causes, group));
    }

    private static Optional<String> overTls(List<Throwable> causes, String url) {
        if (any(causes, CertificateExpiredException.class::isInstance)) {
            return Optional.of("the server's certificate has expired; renew it, or set this machine's clock");
        }
        if (any(causes, CertificateNotYetValidException.class::isInstance)) {
            return Optional.of("the server's certificate is not valid yet; compare the clocks");
        }
        if (any(causes, CertPathBuilderException.class::isInstance)) {
            return Optional.of("the server's certificate is from no authority that is trusted; name its authority's"
                    + " certificate with sslrootcert, unless somebody stands between");
        }
        if (any(causes, cause -> says(cause, GT.tr("The server does not support SSL.")))) {
            return Optional.of("the server offers no TLS; turn ssl on there");
        }
        if (hosts(url).anyMatch(host -> any(causes, cause -> says(cause, otherName(host))))) {
            return Optional.of(
                    "the server's certificate is for another name than the url's; use the name that it was made"
                            + " for, unless somebody stands between");
        }
        if (url.contains("sslrootcert") && any(causes, ConnectFailure::isOfAFile)) {
            return Optional.of("the file that sslrootcert names can't be read");
        }
        return Optional.empty();
    }

    private static String byState(List<Throwable> causes, String group) {
        List<String> states = causes.stream()
                .map(cause -> cause instanceof SQLException sql ? sql.getSQLState() : null)
                .filter(Objects::nonNull)
                .toList();
        if (states.stream().anyMatch(state -> state.startsWith("28"))) {
            return "the server refuses the login or its password (SQLState " + states.get(0)
                    + "); check login, password and pg_hba.conf";
        }
        if (states.contains("42501")) {
            return "the login may not connect to the database; make it a member of " + group;
        }
        return (states.isEmpty() ? "no answer" : "SQLState " + states.get(0))
                + "; check url, login, password and that the server runs";
    }

    private static boolean isOfAFile(Throwable cause) {
        return cause instanceof FileNotFoundException || cause instanceof NoSuchFileException;
    }

    /** In the words of the driver in whatever language, as it has no other sign for it. */
    private static String otherName(String host) {
        return GT.tr("The hostname {0} could not be verified by hostnameverifier {1}.", host, "PgjdbcHostnameVerifier");
    }

    private static Stream<String> hosts(String url) {
        @Nullable Properties parsed = Driver.parseURL(url, new Properties());
        return parsed == null
                ? Stream.of()
                : Arrays.stream(parsed.getProperty("PGHOST", "localhost").split(","));
    }

    private static boolean says(Throwable cause, String text) {
        return text.equals(cause.getMessage());
    }

    private static boolean any(List<Throwable> causes, Predicate<Throwable> test) {
        return causes.stream().anyMatch(test);
    }
}
