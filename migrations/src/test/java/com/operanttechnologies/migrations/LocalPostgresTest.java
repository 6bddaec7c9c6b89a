package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.LocalPostgres;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("thorough")
class LocalPostgresTest {

    @Test
    void leaves_nothing_in_the_temporary_folder(@TempDir Path temporary) throws Exception {
        // Another JVM, because the temporary folder is this one's own for good; it also unpacks the binaries there.
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartAndStop.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolveSibling("output.txt").toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(temporary.resolveSibling("output.txt"))).contains("made 2", "connected");
        Files.delete(temporary.resolveSibling("output.txt"));
        assertThat(entries(temporary)).isEmpty();
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
