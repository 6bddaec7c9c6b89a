package com.operanttechnologies.tenancytests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip, unpacked and run as a process. */
class DistributionIT {

    @TempDir
    private static Path folder;

    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        try (InputStream file = Files.newInputStream(Path.of(System.getProperty("operant.zip")));
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                assertThat(target.startsWith(folder)).isTrue();
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
        try (Stream<Path> entries = Files.list(folder)) {
            home = entries.findFirst().orElseThrow();
        }
    }

    private static String run(int exitCode, String... arguments) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("sh", home.resolve("bin/operant-tenancy").toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(exitCode);
        return output;
    }

    @Test
    void it_says_its_version_and_ends_as_a_script_expects() throws Exception {
        assertThat(run(0, "--version")).matches("operant-tenancy \\d+\\.\\d+\\.\\d+.*\\s+");
        assertThat(run(3, "audit", "--url", "postgresql://me@127.0.0.1:1/operant", "--evidence", folder.toString()))
                .contains("Can't connect");
        assertThat(run(2, "audit")).contains("Say which database");
    }
}
