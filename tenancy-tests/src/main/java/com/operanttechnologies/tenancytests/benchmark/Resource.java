package com.operanttechnologies.tenancytests.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** SQL that is written down beside these classes. */
final class Resource {

    private Resource() {}

    static String text(String name) {
        try (InputStream resource = Resource.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("The jar of operant-tenancy-tests lacks " + name + "; build it again");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read " + name + " from the jar of operant-tenancy-tests", e);
        }
    }
}
