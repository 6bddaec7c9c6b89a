package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.migrations.transfer.CustomerExport;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/**
 * The command line as a person on call runs it, on a Customer of a million rows, in a JVM that can't hold them. Prints
 * how long that takes beside a plain COPY of the same tables; on a machine that does other things it says little.
 */
@Tag("PRV-3")
@Tag("thorough")
class MillionRowsTransferTest {

    /** Dashboards, their versions, and events: three times as many rows. */
    private static final int ROWS = 333_333;

    private static final String HEAP = "-Xmx24m";

    private static ThrowawayDatabase source;
    private static ErasableCustomer customer;

    @TempDir
    private Path folder;

    @BeforeAll
    static void signUp() throws Exception {
        source = SharedDatabase.get().copy();
        customer = ErasableCustomer.signUp(source, ROWS);
        customer.asSuperuser("vacuum analyze");
    }

    @AfterAll
    static void drop() {
        source.close();
    }

    @Test
    void a_million_rows_go_and_come_through_a_small_heap() throws Exception {
        Path archive = folder.resolve("customer.zip");
        double plain = Double.MAX_VALUE;
        double export = Double.MAX_VALUE;
        // In turn, and the best of each, as the machine has other things to do now and then.
        for (int i = 0; i < 3; i++) {
            plain = Math.min(plain, plainCopy());
            export = Math.min(export, export(folder.resolve(i + ".zip")));
        }
        double command = run(
                source.login(DatabaseRole.OPERATOR),
                "export --customer " + customer.id() + " --to " + archive + " --ordered-by jane --reason measured");
        System.out.printf(
                "plain COPY %.1f s, export %.1f s, by the command line with %s %.1f s, archive of %d bytes%n",
                plain, export, HEAP, command, Files.size(archive));
        try (ThrowawayDatabase target = SharedDatabase.get().copy()) {
            double imported = run(
                    target.login(DatabaseRole.MIGRATOR),
                    "import --from " + archive + " --ordered-by jane --reason measured");
            System.out.printf("import %.1f s%n", imported);
            assertThat(new ErasableCustomer(target, customer.id(), customer.owner())
                            .asSuperuser("select count(*) from stage.dashboard_version"))
                    .isEqualTo(ROWS + "");
        }
    }

    /** The same tables as the superuser, whom row-level security doesn't concern, into nothing. */
    private static double plainCopy() throws Exception {
        long start = System.nanoTime();
        try (Connection superuser = source.administrator().connect()) {
            for (String table : List.of("stage.dashboard", "stage.dashboard_version", "usage.event")) {
                superuser
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut(
                                "copy (select * from " + table + ") to stdout (format csv)",
                                OutputStream.nullOutputStream());
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static double export(Path to) throws Exception {
        long start = System.nanoTime();
        new CustomerExport(source.login(DatabaseRole.OPERATOR))
                .write(customer.id(), to, "jane", "measured", part -> {});
        return (System.nanoTime() - start) / 1e9;
    }

    private static double run(Login login, String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                "com.operanttechnologies.migrations.cli.OperantDb"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        ProcessBuilder process = new ProcessBuilder(command).inheritIO();
        process.environment()
                .putAll(Map.of(
                        "OPERANT_DB_URL", login.url(), "PGUSER", login.username(), "PGPASSWORD", login.password()));
        long start = System.nanoTime();
        Process running = process.start();
        assertThat(running.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(running.exitValue()).isZero();
        return (System.nanoTime() - start) / 1e9;
    }
}
