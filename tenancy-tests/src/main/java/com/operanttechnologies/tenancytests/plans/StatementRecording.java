package com.operanttechnologies.tenancytests.plans;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The statements that a run of tests has issued, a file for each JVM of it.
 *
 * @param run names the run
 * @param statements in the order of the methods that they came from
 */
public record StatementRecording(String run, List<IssuedStatement> statements) {

    public StatementRecording {
        statements = List.copyOf(statements);
    }

    /**
     * Reads the newest run of a folder.
     *
     * @param called the methods to name statements by, each as {@code class#name(types)result}
     * @throws IllegalStateException when there is none
     */
    public static StatementRecording read(Path folder, Set<String> called) throws IOException {
        List<List<String>> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> paths = Files.list(folder)) {
                for (Path path : paths.sorted().toList()) {
                    files.add(Files.readAllLines(path));
                }
            }
        }
        String newest = files.stream()
                .map(lines -> lines.get(0))
                .max(String::compareTo)
                .orElseThrow(() -> new IllegalStateException("No statements are recorded in " + folder.toAbsolutePath()
                        + "; run all of persistence's tests first: ./mvnw -pl persistence -am test"));
        Map<String, IssuedStatement> distinct = new TreeMap<>();
        for (List<String> lines : files) {
            if (lines.get(0).equals(newest)) {
                for (String line : lines.subList(1, lines.size())) {
                    IssuedStatement statement = IssuedStatement.parse(line, called);
                    distinct.merge(
                            statement.method() + statement.issuers() + statement.role() + statement.sql(),
                            statement,
                            (one, other) -> one);
                }
            }
        }
        return new StatementRecording(newest, List.copyOf(distinct.values()));
    }

    /** Those of these methods that issued nothing, each as {@code class#name(types)result}. */
    public List<String> silent(Collection<String> methods) {
        List<String> heard = statements.stream()
                .flatMap(statement -> statement.issuers().stream())
                .toList();
        return methods.stream()
                .filter(method -> !heard.contains(method))
                .sorted()
                .toList();
    }
}
