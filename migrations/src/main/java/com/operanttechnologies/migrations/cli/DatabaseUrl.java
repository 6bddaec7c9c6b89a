package com.operanttechnologies.migrations.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a database, as the driver or as libpq writes it. {@link #toString()} leaves the password out.
 *
 * @param jdbc URL for the driver, without user and password
 * @param username the user that it names, or null
 * @param password the password that it holds, or null
 */
record DatabaseUrl(
        String jdbc, @Nullable String username, @Nullable String password) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    /** Parameters of libpq, and what the driver calls them. */
    private static final Map<String, String> OF_LIBPQ = Map.of(
            "sslmode", "sslmode",
            "sslrootcert", "sslrootcert",
            "sslcert", "sslcert",
            "sslkey", "sslkey",
            "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout");

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException saying what is wrong with it, without repeating it: it may hold a password
     */
    static DatabaseUrl parse(String text) {
        boolean libpq = text.matches("postgres(ql)?://.*");
        if (!libpq && !text.startsWith("jdbc:postgresql://")) {
            throw new IllegalArgumentException(
                    "The URL must begin with jdbc:postgresql:// or postgresql://, and name host and database");
        }
        URI uri;
        try {
            uri = new URI(libpq ? text : text.substring("jdbc:".length()));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "The URL has a character at " + e.getIndex() + " that must be encoded as %XX", e);
        }
        String host = uri.getHost();
        String database = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        if (host == null || database.isEmpty()) {
            throw new IllegalArgumentException(
                    "The URL must name one host and a database: postgresql://host:5432/name");
        }
        Map<String, String> parameters = parameters(uri.getRawQuery(), libpq);
        String user = parameters.remove("user");
        String password = parameters.remove("password");
        String[] userInfo = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        if (userInfo.length > 0) {
            user = decode(userInfo[0]);
        }
        if (userInfo.length > 1) {
            password = decode(userInfo[1]);
        }
        if (!LOOPBACK.contains(host)) {
            parameters.putIfAbsent("sslmode", "verify-full");
        }
        parameters.putIfAbsent("ApplicationName", "operant-db");
        String jdbc = "jdbc:postgresql://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + "/" + database;
        return new DatabaseUrl(
                jdbc
                        + parameters.entrySet().stream()
                                .map(entry -> entry.getKey() + "="
                                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&", "?", "")),
                user,
                password);
    }

    private static Map<String, String> parameters(@Nullable String query, boolean libpq) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query == null) {
            return parameters;
        }
        for (String parameter : query.split("&")) {
            String[] parts = parameter.split("=", 2);
            String name = parts[0];
            String value = parts.length == 1 ? "" : decode(parts[1]);
            boolean isLogin = name.equals("user") || name.equals("password");
            if (libpq && !isLogin && !OF_LIBPQ.containsKey(name)) {
                throw new IllegalArgumentException("The parameter " + name + " of the URL is not known; known are "
                        + OF_LIBPQ.keySet().stream().sorted().collect(Collectors.joining(", ")));
            }
            parameters.put(libpq && !isLogin ? OF_LIBPQ.getOrDefault(name, name) : name, value);
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return jdbc;
    }
}
