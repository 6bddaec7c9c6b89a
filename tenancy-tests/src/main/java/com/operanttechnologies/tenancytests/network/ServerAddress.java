package com.operanttechnologies.tenancytests.network;

import com.operanttechnologies.migrations.Login;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Host and port in a JDBC URL of pgjdbc's. */
record ServerAddress(String host, int port) {

    private static final Pattern URL =
            Pattern.compile("jdbc:postgresql://(?<host>\\[[^]/]+]|[^:/,?]+)(?::(?<port>\\d{1,5}))?(?<rest>/.*)");
    private static final String DEFAULT_PORT = "5432";

    static ServerAddress of(Login login) {
        Matcher url = match(login);
        String port = url.group("port");
        return new ServerAddress(url.group("host"), Integer.parseInt(port == null ? DEFAULT_PORT : port));
    }

    /** The same login, at this address. */
    Login in(Login login) {
        return new Login(
                "jdbc:postgresql://" + host + ":" + port + match(login).group("rest"),
                login.username(),
                login.password());
    }

    InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    private static Matcher match(Login login) {
        Matcher url = URL.matcher(login.url());
        if (!url.matches()) {
            throw new IllegalArgumentException(
                    "The URL of a login must be jdbc:postgresql://host:port/database with a single host, is "
                            + login.url());
        }
        return url;
    }
}
