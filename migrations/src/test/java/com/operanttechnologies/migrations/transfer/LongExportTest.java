package com.operanttechnologies.migrations.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.ErasableCustomer;
import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SharedDatabase;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.migrations.transfer.ExportLease.Terms;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** An export that takes longer than the right to read lasts: three seconds here, where it is an hour else. */
@Tag("PRV-3")
@Tag("thorough")
class LongExportTest {

    private static final Duration LIFE = Duration.ofSeconds(3);
    private static final Terms RENEWED = new Terms(LIFE, Duration.ofMillis(300));
    private static final Terms NEVER_RENEWED = new Terms(LIFE, Duration.ofDays(1));

    private static ThrowawayDatabase source;
    private ErasableCustomer customer;
    private boolean isFirst = true;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        source = SharedDatabase.get().copy();
    }

    @AfterAll
    static void stop() {
        source.close();
    }

    @BeforeEach
    void signUp() throws SQLException {
        customer = ErasableCustomer.signUp(source, 20);
    }

    /**
     * While the Customer works on, in transactions of a dashboard and its version, and the signing key is replaced,
     * twice.
     */
    @Test
    @Tag("PAN-8")
    void it_holds_everything_of_one_snapshot() throws Exception {
        Path file = folder.resolve("customer.zip");
        AtomicBoolean done = new AtomicBoolean();
        Thread work = new Thread(() -> work(done));
        work.start();
        long start = System.nanoTime();
        ArchiveManifest manifest;
        try {
            manifest = export(RENEWED, file, part -> {
                slowly(part);
                first(() -> {
                    customer.operator("select tenancy.rotate_signing_key(interval '0')");
                    customer.operator("select tenancy.rotate_signing_key(interval '0')");
                });
            });
        } finally {
            done.set(true);
            work.join();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(LIFE.multipliedBy(2));
        assertThat(rows(manifest, "stage.dashboard")).isGreaterThanOrEqualTo(20).isLessThan(dashboards() - 10);
        assertThat(rows(manifest, "stage.dashboard_version")).isEqualTo(rows(manifest, "stage.dashboard"));
        assertThat(audit("job.renewed")).isGreaterThan(2);
        try (ThrowawayDatabase target = SharedDatabase.get().copy()) {
            assertThat(new CustomerImport(target.login(DatabaseRole.MIGRATOR))
                            .read(file, "jane", "moves here", part -> {}))
                    .isEqualTo(manifest);
        }
        assertThat(customer.asSuperuser(
                        "select details ->> 'manifest_sha256' || ' ' || (details ->> 'rows') from audit.entry"
                                + " where action = 'customer.export_completed' and customer_id = '" + customer.id()
                                + "'"))
                .isEqualTo(manifestHash(file) + " " + manifest.rows());
        assertThat(customer.asSuperuser(
                        "select count(*) from tenancy.elevated_use where ends_at > clock_timestamp() and customer_id = '"
                                + customer.id() + "'"))
                .as("rights that outlive the export")
                .isEqualTo("0");
    }

    @Test
    void without_renewal_it_fails_and_leaves_no_archive() throws Exception {
        assertEnds(
                NEVER_RENEWED, this::slowly, "it may read for PT3S at a time and its right to was not renewed in time");
    }

    /** The token is verified when a statement begins; the next one is refused. */
    @Test
    void one_table_that_takes_longer_is_read_to_its_end() throws Exception {
        ErasableCustomer large = ErasableCustomer.signUp(source, 100_000);
        try (ExportLease lease =
                        ExportLease.begin(operator(), NEVER_RENEWED, large.id(), "jane", "a large table", false);
                Connection database = operator().connectForLongWork()) {
            database.setAutoCommit(false);
            lease.bind(database);
            TransferTable events = TransferCatalogue.read(database, false).carried().stream()
                    .filter(table -> table.id().equals("usage.event"))
                    .findFirst()
                    .orElseThrow();
            int backend = database.unwrap(PGConnection.class).getBackendPID();
            OutputStream slow = new OutputStream() {
                @Override
                public void write(int value) {
                    throw new UnsupportedOperationException("it writes blocks");
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    first(() -> {
                        TimeUnit.NANOSECONDS.sleep(LIFE.toNanos() * 3 / 2);
                        assertThat(customer.asSuperuser("select state from pg_stat_activity where pid = " + backend))
                                .as("the server, of which most is still to come")
                                .isEqualTo("active");
                    });
                }
            };
            assertThat(CustomerExport.copy(
                                    database.unwrap(PGConnection.class).getCopyAPI(),
                                    events,
                                    large.id(),
                                    new MeasuredOutput(slow))
                            .rows())
                    .isEqualTo(100_000);
            assertThatThrownBy(() -> CustomerExport.copy(
                            database.unwrap(PGConnection.class).getCopyAPI(),
                            events,
                            large.id(),
                            new MeasuredOutput(slow)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("no valid scope");
        }
    }

    /** What the server would go on to send, the export no longer takes. */
    @Test
    void one_table_doesn_t_outlast_a_right_that_is_not_renewed() throws Exception {
        try (ExportLease lease =
                ExportLease.begin(operator(), NEVER_RENEWED, customer.id(), "jane", "a table", false)) {
            OutputStream out = lease.whileItLasts(OutputStream.nullOutputStream());
            out.write(new byte[10]);
            TimeUnit.NANOSECONDS.sleep(LIFE.toNanos());
            assertThatThrownBy(() -> out.write(new byte[10])).hasMessageContaining("not renewed in time");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "revoke operant_operator from LOGIN; grant operant_operator to LOGIN",
                "alter role LOGIN nologin; alter role LOGIN login"
            })
    @Tag("SEC-5")
    void an_operator_who_loses_the_right_meanwhile_gets_no_archive(String losesAndGets) throws Exception {
        String[] sql = losesAndGets.replace("LOGIN", operator().username()).split("; ");
        try {
            assertEnds(
                    RENEWED,
                    part -> {
                        first(() -> customer.asSuperuser(sql[0]));
                        slowly(part);
                    },
                    sql[0].startsWith("revoke") ? "permission denied" : "is not permitted to log in");
        } finally {
            customer.asSuperuser(sql[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("PRV-5")
    void of_a_customer_that_is_erased_meanwhile_there_is_no_archive(boolean isRenewed) throws Exception {
        assertEnds(
                isRenewed ? RENEWED : Terms.USUAL,
                part -> {
                    first(() -> {
                        customer.terminate();
                        customer.endGracePeriod();
                        customer.operator("select privacy.erase_step(?, 'jane', 'the contract has ended')");
                        customer.operator("select privacy.erase_step(?, 'jane', 'the contract has ended')");
                    });
                    if (isRenewed) {
                        slowly(part);
                    }
                },
                "is being erased, or was, and is exported no more");
        assertThatThrownBy(() -> export(RENEWED, folder.resolve("customer.zip"), part -> {}))
                .as("nor afterwards")
                .hasMessageContaining("is being erased");
        customer.erase();
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspend", "terminate"})
    @Tag("PRV-2")
    void a_customer_that_is_suspended_or_terminated_meanwhile_is_exported_to_the_end(String move) throws Exception {
        ArchiveManifest manifest = export(RENEWED, folder.resolve("customer.zip"), part -> {
            first(() -> {
                customer.operator("select privacy." + move + "(?, 'jane', 'a reason that is long enough')");
                TimeUnit.NANOSECONDS.sleep(LIFE.toNanos() * 5 / 4);
            });
        });
        assertThat(rows(manifest, "usage.event")).isEqualTo(20);
    }

    private interface Work {
        void run() throws SQLException, InterruptedException;
    }

    private void first(Work work) {
        if (isFirst) {
            isFirst = false;
            try {
                work.run();
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Some forty tables in nine seconds. */
    private void slowly(ArchivePart part) {
        try {
            TimeUnit.MILLISECONDS.sleep(220);
        } catch (InterruptedException e) {
            throw new IllegalStateException(part.table(), e);
        }
    }

    private void assertEnds(Terms terms, Consumer<ArchivePart> progress, String because) throws Exception {
        assertThatThrownBy(() -> export(terms, folder.resolve("customer.zip"), progress))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(because);
        assertThat(Files.list(folder)).isEmpty();
        assertThat(audit("customer.exported")).isOne();
        assertThat(audit("customer.export_completed")).isZero();
    }

    private ArchiveManifest export(Terms terms, Path to, Consumer<ArchivePart> progress) throws Exception {
        return new CustomerExport(operator()).under(terms).write(customer.id(), to, "jane", "takes long", progress);
    }

    private static Login operator() {
        return source.login(DatabaseRole.OPERATOR);
    }

    private long audit(String action) throws SQLException {
        return Long.parseLong(customer.asSuperuser("select count(*) from audit.entry where action = '" + action
                + "' and customer_id = '" + customer.id() + "'"));
    }

    private long dashboards() throws SQLException {
        return Long.parseLong(customer.asSuperuser(
                "select count(*) from stage.dashboard where customer_id = '" + customer.id() + "'"));
    }

    private static long rows(ArchiveManifest manifest, String table) {
        return manifest.parts().stream()
                .filter(part -> part.table().equals(table))
                .mapToLong(ArchivePart::rows)
                .sum();
    }

    private static String manifestHash(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return Sha256.hex(zip.getInputStream(zip.getEntry("manifest.json")).readAllBytes());
        }
    }

    private void work(AtomicBoolean done) {
        while (!done.get()) {
            try (Connection runtime = customer.ownersScope().begin();
                    Statement statement = runtime.createStatement();
                    ResultSet dashboard = statement.executeQuery(
                            "insert into stage.dashboard (dashboard_id, title) values (gen_random_uuid(), 'Live')"
                                    + " returning dashboard_id")) {
                dashboard.next();
                String id = dashboard.getString(1);
                statement.execute("insert into stage.dashboard_version (dashboard_id, number, content) values ('" + id
                        + "', 1, '{}')");
                runtime.commit();
            } catch (SQLException e) {
                // A token that was sealed a moment before the key was replaced.
                assertThat(e.getSQLState()).isEqualTo("42501");
            }
        }
    }
}
