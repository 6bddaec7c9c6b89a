package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SharedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip, unpacked and run as a process. */
@Tag("thorough")
class DistributionIT {

    private record Result(int exitCode, String output) {}

    @TempDir
    private static Path folder;

    private static Path home;

    @BeforeAll
    static void unpack() throws IOException {
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

    private static Result run(Map<String, String> environment, String... arguments) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("sh", home.resolve("bin/operant-db").toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }

    @Test
    void it_verifies_a_database() throws Exception {
        Login administrator = SharedDatabase.get().administrator();
        Result result = run(
                Map.of(
                        "OPERANT_DB_URL", administrator.url(),
                        "PGUSER", administrator.username(),
                        "PGPASSWORD", administrator.password()),
                "verify");
        assertThat(result.output()).contains("0 errors").doesNotContain("SLF4J").doesNotContain("Exception");
        assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void it_says_its_version_and_ends_as_a_script_expects() throws Exception {
        assertThat(run(Map.of(), "--version").output()).matches("operant-db \\d+\\.\\d+\\.\\d+.*\\s+");
        Result unreachable = run(Map.of(), "verify", "--url", "postgresql://me@127.0.0.1:1/operant");
        assertThat(unreachable.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(unreachable.output()).contains("Can't connect");
        assertThat(run(Map.of(), "verify").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void it_has_what_keys_need() throws Exception {
        Result made = run(
                Map.of(),
                "receiver-key",
                "--private",
                folder.resolve("private").toString(),
                "--public",
                folder.resolve("public").toString());
        assertThat(made.exitCode()).as(made.output()).isEqualTo(ExitCode.OK);
        assertThat(folder.resolve("public")).content().contains("HpkePublicKey");
    }

    @Test
    void it_holds_the_sql_for_psql_and_for_any_other_flyway() {
        assertThat(home.resolve("db/bootstrap/1_roles.sql")).exists();
        assertThat(home.resolve("db/migration/V001__scope.sql")).exists();
        assertThat(home.resolve("db/gate/rls-disabled.sql")).exists();
    }
}
