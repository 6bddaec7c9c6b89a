package com.operanttechnologies.migrations.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.MovingCustomer;
import com.operanttechnologies.migrations.local.DatabaseRole;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The signing key is replaced while an import is in the middle, without overlap and twice, after which the key that
 * sealed the import's own scope is gone. An import holds the audit log, in which a rotation is recorded: so it waits.
 */
@Tag("thorough")
@Tag("PRV-3")
class ImportKeyRotationTest {

    private static final String ROTATE = "select tenancy.rotate_signing_key(interval '0')";

    private MovingCustomer customer;

    @TempDir
    private Path folder;

    @BeforeEach
    void export() throws Exception {
        customer = MovingCustomer.export(20, folder);
    }

    @AfterEach
    void drop() {
        customer.close();
    }

    @Test
    void rotations_wait_until_the_import_has_come_to_its_right_end() throws Exception {
        String former = key();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<String>> rotations = new ArrayList<>();
            ArchiveManifest imported = read(part -> {
                if (rotations.isEmpty()) {
                    rotations.add(threads.submit(() -> customer.there().operator(ROTATE)));
                    rotations.add(threads.submit(() -> customer.there().operator(ROTATE)));
                    awaitWaiting(2);
                }
                assertThat(rotations).noneMatch(Future::isDone);
            });
            assertThat(imported).isEqualTo(customer.exported());
            for (Future<String> rotation : rotations) {
                assertThat(rotation.get(10, TimeUnit.SECONDS)).matches("k[0-9a-f]{8}");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(customer.there()
                        .asSuperuser("select count(*) from tenancy.signing_key where key_id = '" + former + "'"))
                .as("the key that sealed the import's scope")
                .isEqualTo("0");
        assertThat(customer.there().asSuperuser("select count(*) from stage.dashboard"))
                .isEqualTo("20");
    }

    /** What two rotations that didn't wait would do, by hand. */
    @Test
    void an_import_whose_key_is_gone_says_so_and_writes_nothing() throws Exception {
        assertThatThrownBy(() -> read(part -> superuser("delete from tenancy.signing_key;"
                        + " create or replace function tenancy.key_generation() returns bigint"
                        + " language sql immutable parallel safe return 99")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("The key that sealed the import's scope was deleted while it ran")
                .hasMessageContaining("import again");
        assertThat(customer.there().asSuperuser("select count(*) from stage.dashboard"))
                .isEqualTo("0");
        assertThat(customer.there().whereFound(customer.there().id().toString()))
                .isEmpty();
    }

    private ArchiveManifest read(Consumer<ArchivePart> progress) throws Exception {
        return new CustomerImport(customer.target().login(DatabaseRole.MIGRATOR))
                .read(customer.archive(), "jane", "moves here", progress);
    }

    private String key() {
        return superuser("select key_id from tenancy.signing_key where accepted_until = 'infinity'");
    }

    private void awaitWaiting(int sessions) {
        for (int attempt = 0; attempt < 500; attempt++) {
            if (superuser("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                            + " and datname = current_database() and query ~ 'rotate_signing_key'")
                    .equals(Integer.toString(sessions))) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new AssertionError(sessions + " rotations don't wait");
    }

    private String superuser(String sql) {
        try {
            return customer.there().asSuperuser(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
