package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A shell on a database server, with the server's programs and its superuser; ends the servers that were started by it.
 */
final class Shell implements AutoCloseable {

    private static final int LONGEST = 120;

    private final Path folder;
    private final Map<String, String> environment;
    private final Path data;

    Shell(Path folder, Path binaries, int port, Path data) {
        this.folder = folder;
        this.data = data;
        environment = Map.of(
                "PATH",
                binaries + ":" + System.getenv("PATH"),
                "PGHOST",
                "127.0.0.1",
                "PGPORT",
                Integer.toString(port),
                "PGUSER",
                "postgres",
                "PGPASSWORD",
                "a keeper's own secret",
                "PGDATA",
                data.toString());
    }

    /** Runs it with no terminal, so that who asks for a password is answered from the input. */
    void run(String script) throws IOException, InterruptedException {
        Path input = Files.writeString(folder.resolve("input"), "a keeper's own secret\n".repeat(2));
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(List.of("setsid", "--wait"));
        if (System.getProperty("user.name").equals("root")) {
            // PostgreSQL doesn't run as root; in a user namespace nobody is.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of("bash", "-e", "-c", script));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(LONGEST, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .as(script + "\n" + Files.readString(output))
                .isTrue();
    }

    @Override
    public void close() throws Exception {
        for (Path each : List.of(data, Path.of(data + ".recovered"))) {
            if (Files.exists(each.resolve("postmaster.pid"))) {
                run("pg_ctl stop -m immediate -D '" + each + "'");
            }
        }
    }
}
