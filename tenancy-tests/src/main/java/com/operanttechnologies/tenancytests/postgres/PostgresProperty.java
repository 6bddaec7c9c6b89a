package com.operanttechnologies.tenancytests.postgres;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The system properties that choose a PostgreSQL, each with its default; an empty value counts as absent. */
enum PostgresProperty {
    KIND("tenancy.postgres", "embedded", "embedded, container or external"),
    VERSION("tenancy.postgres.version", "", "the major version that it has to have, such as 16; any where it is empty"),
    IMAGE("tenancy.postgres.image", "postgres:18", "an image that is used like the official postgres image"),
    URL("tenancy.postgres.url", "", "jdbc:postgresql://host:port/database of a server to make databases in"),
    USERNAME("tenancy.postgres.username", "", "a superuser of that server"),
    PASSWORD("tenancy.postgres.password", "", "its password");

    private final String key;
    private final String byDefault;
    private final String description;

    PostgresProperty(String key, String byDefault, String description) {
        this.key = key;
        this.byDefault = byDefault;
        this.description = description;
    }

    /** What all of them name together. */
    static String choice() {
        return Stream.of(values()).map(PostgresProperty::value).collect(Collectors.joining("\n"));
    }

    String value() {
        String value = System.getProperty(key, "");
        return value.isBlank() ? byDefault : value.strip();
    }

    /** The start of every message about this property: its name, what it is now, and what belongs there. */
    String described() {
        // A password's value is nobody's business, not even in a build log.
        String shown = this == PASSWORD ? "" : "=" + value();
        return "-D" + key + shown + " (" + description + ")";
    }
}
