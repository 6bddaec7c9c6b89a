package com.operanttechnologies.persistence.internal.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** What a JDBC URL of ours may say. */
public final class JdbcUrl {

    private static final String PREFIX = "jdbc:postgresql:";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    /** Everything else could change what a session means, log values, or weaken the connection. */
    private static final Set<String> PARAMETERS = Set.of(
            "sslmode",
            "sslrootcert",
            "sslcert",
            "sslkey",
            "sslnegotiation",
            "channelBinding",
            "requireAuth",
            "ApplicationName",
            "connectTimeout",
            "socketTimeout",
            "loginTimeout",
            "cancelSignalTimeout",
            "tcpKeepAlive",
            "targetServerType",
            "hostRecheckSeconds",
            "loadBalanceHosts",
            "prepareThreshold",
            "preparedStatementCacheQueries",
            "preparedStatementCacheSizeMiB");

    private static final Set<String> FROM_ADDRESS = Set.of("PGHOST", "PGPORT", "PGDBNAME");
    private static final Set<String> LOWER_CASE_PARAMETERS =
            PARAMETERS.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());

    private JdbcUrl() {}

    /** Every fault of a URL, without repeating it; empty when it is good. */
    public static List<String> faults(String url) {
        List<String> faults = new ArrayList<>();
        @Nullable Properties parsed = url.startsWith(PREFIX) ? Driver.parseURL(url, new Properties()) : null;
        if (parsed == null) {
            faults.add("url must be jdbc:postgresql://host:port/database");
            return faults;
        }
        parsed.stringPropertyNames().stream()
                .filter(name -> !FROM_ADDRESS.contains(name))
                .filter(name -> !LOWER_CASE_PARAMETERS.contains(name.toLowerCase(Locale.ROOT)))
                .sorted()
                .forEach(name -> faults.add("url may not carry the parameter " + name + "; allowed are "
                        + PARAMETERS.stream().sorted().collect(Collectors.joining(", "))));
        List<String> remote = Arrays.stream(
                        parsed.getProperty("PGHOST", "localhost").split(","))
                .filter(host -> !LOOPBACK.contains(host) && !host.startsWith("/"))
                .toList();
        if (!remote.isEmpty() && !"verify-full".equals(parsed.getProperty("sslmode"))) {
            faults.add("url leads to " + String.join(", ", remote) + " without sslmode=verify-full; a connection to"
                    + " anything but loopback or a local socket must verify the server's certificate and name,"
                    + " with sslrootcert naming the authority");
        }
        return faults;
    }
}
