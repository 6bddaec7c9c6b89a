package com.operanttechnologies.migrations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** SQL that travels inside this module's jar. */
final class SqlResource {

    private SqlResource() {}

    static String read(String path) {
        try (InputStream resource = SqlResource.class.getResourceAsStream(path)) {
            if (resource == null) {
                throw new IllegalStateException("The jar of operant-migrations lacks " + path + "; build it again");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read " + path + " from the jar of operant-migrations", e);
        }
    }
}
