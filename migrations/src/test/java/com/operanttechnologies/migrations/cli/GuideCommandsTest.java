package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the administrators' guide, from the bootstrap on, one after the other on a fresh cluster. */
@Tag("thorough")
class GuideCommandsTest {

    private static final String LAST_SECTION = "### A foreign key on a table that has rows";

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    /** What a reader types of the command line, but for the linter, which takes the reader's own files. */
    private static List<String> commands() throws IOException {
        String page = Guide.page();
        List<String> commands = new ArrayList<>();
        boolean isShell = false;
        for (String line : page.substring(0, page.indexOf(LAST_SECTION)).lines().toList()) {
            if (line.startsWith("```")) {
                isShell = line.equals("```sh");
            } else if (isShell && line.matches("(export .*|openssl .*|operant-db (?!lint ).*)")) {
                commands.add(line);
            }
        }
        return commands;
    }

    @Test
    void each_runs_and_ends_as_the_page_says() throws Exception {
        try (ManagedCluster cluster = ManagedCluster.embedded(folder)) {
            List<String> commands = commands();
            assertThat(commands).hasSizeGreaterThan(10);
            for (String command : commands) {
                run(cluster, command);
            }
            assertThat(cluster.log())
                    .doesNotContain(Files.readString(folder.resolve("migrator.password"))
                            .strip())
                    .contains("SCRAM-SHA-256$");
        }
    }

    private void run(ManagedCluster cluster, String command) throws Exception {
        String[] parts = command.split("#", 2);
        String text = parts[0].strip();
        int expected = parts.length > 1 && parts[1].contains("ends with 1") ? ExitCode.FINDINGS : ExitCode.OK;
        if (text.startsWith("export OPERANT_DB_URL=")) {
            Login provider = cluster.provider();
            String address = provider.url().replaceFirst("jdbc:postgresql://([^/]+)/.*", "$1");
            environment.put("OPERANT_DB_URL", text.replaceFirst(".*=", "").replace("db.example:5432", address));
            environment.put(
                    "PGPASSWORD",
                    text.contains("//provider@")
                            ? provider.password()
                            : Files.readString(folder.resolve("migrator.password"))
                                    .strip());
        } else if (text.startsWith("openssl ")) {
            Process made = new ProcessBuilder("sh", "-c", text)
                    .directory(folder.toFile())
                    .inheritIO()
                    .start();
            assertThat(made.waitFor()).as(text).isZero();
        } else {
            StringWriter told = new StringWriter();
            PrintWriter both = new PrintWriter(told, true);
            assertThat(OperantDb.run(both, both, environment, arguments(text)))
                    .as(text + "\n" + told)
                    .isEqualTo(expected);
        }
    }

    /** Without the name of the command, and with the files where they are. */
    private String[] arguments(String text) {
        return Arrays.stream(text.split(" +"))
                .skip(1)
                .map(word -> word.endsWith(".password") ? word.replaceFirst("([^=]*)$", folder + "/$1") : word)
                .toArray(String[]::new);
    }
}
