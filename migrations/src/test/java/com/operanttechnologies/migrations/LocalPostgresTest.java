package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.LocalPostgres;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("thorough")
class LocalPostgresTest {

    @Test
    void leaves_nothing_in_the_temporary_folder(@TempDir Path temporary) throws Exception {
        assertThat(startAndStop(temporary)).contains("made 2", "connected");
        assertThat(entries(temporary)).isEmpty();
    }

    @Test
    void binaries_that_were_unpacked_in_part_are_unpacked_anew(@TempDir Path temporary, @TempDir Path kept)
            throws Exception {
        String binaries = "-D" + LocalPostgres.BINARIES + "=" + kept;
        startAndStop(temporary, binaries);
        Path server = kept.resolve(entries(kept).get(0));
        // As a start leaves it that is killed meanwhile.
        Files.delete(server.resolve(".exists"));
        Files.delete(server.resolve("bin").resolve("postgres"));

        assertThat(startAndStop(temporary, binaries)).contains("made 2", "connected");
        assertThat(server.resolve("bin").resolve("postgres")).exists();
        assertThat(entries(temporary)).isEmpty();
    }

    /** In another JVM, because the temporary folder is this one's own for good; it also unpacks the binaries there. */
    private static String startAndStop(Path temporary, String... options) throws Exception {
        Path output = temporary.resolveSibling(temporary.getFileName() + ".txt");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                StartAndStop.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int exit = process.waitFor();
        String told = Files.readString(output);
        Files.delete(output);
        assertThat(exit).as(told).isZero();
        return told;
    }

    private static List<String> entries(Path folder) {
        String[] names = folder.toFile().list();
        return names == null
                ? List.of()
                : Arrays.stream(names)
                        .filter(name -> !name.startsWith("hsperf"))
                        .toList();
    }

    /** Started by the test: one server is closed, the other is left to the JVM's end. */
    public static final class StartAndStop {

        private StartAndStop() {}

        /** Needs no arguments. */
        public static void main(String[] arguments) throws Exception {
            try (LocalPostgres closed = LocalPostgres.start();
                    Connection connection = closed.administrator().connect()) {
                System.out.println(connection.isValid(1) ? "connected" : "lost");
            }
            LocalPostgres left = LocalPostgres.start();
            System.out.println("made 2 " + left.administrator());
            System.out.println(new File(System.getProperty("java.io.tmpdir")).list().length > 0);
        }
    }
}
