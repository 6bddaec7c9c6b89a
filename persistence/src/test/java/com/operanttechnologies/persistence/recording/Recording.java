package com.operanttechnologies.persistence.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the layer has sent in this JVM, written to a file as the JVM ends. Its first line names the run, which is the
 * same for all JVMs of one. Safe for use by several threads.
 */
final class Recording {

    private final Path file;
    private final String run;
    private final Map<String, SentStatement> byKind = new ConcurrentHashMap<>();

    private Recording(Path file, String run) {
        this.file = file;
        this.run = run;
    }

    /** Nothing unless the build asks for it and runs all tests: a part of them must not stand for the whole. */
    static @Nullable Recording ofThisJvm() {
        String file = System.getProperty("operant.statements", "");
        if (file.isEmpty() || System.getProperty("test") != null || System.getProperty("groups") != null) {
            return null;
        }
        Recording recording = new Recording(Path.of(file), System.getProperty("operant.statements.run", ""));
        Runtime.getRuntime().addShutdownHook(new Thread(recording::write, "write-statements"));
        return recording;
    }

    void add(SentStatement statement) {
        byKind.merge(statement.kind(), statement, SentStatement::shorter);
    }

    private void write() {
        List<String> lines = Stream.concat(
                        Stream.of(run),
                        byKind.values().stream().map(SentStatement::line).sorted())
                .toList();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be written", e);
        }
    }
}
