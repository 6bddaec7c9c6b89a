package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.migrations.transfer.ArchiveRefusedException;
import com.operanttechnologies.migrations.transfer.CustomerExport;
import com.operanttechnologies.migrations.transfer.CustomerImport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Customer is never imported over itself, and not beside others unless somebody says so. */
@Tag("thorough")
@Tag("PRV-3")
class ImportAmongOthersTest {

    private ThrowawayDatabase database;
    private ErasableCustomer customer;

    @TempDir
    private Path folder;

    private Path archive;

    @BeforeEach
    void export() throws Exception {
        database = SharedDatabase.get().copy();
        customer = ErasableCustomer.signUp(database, 20);
        archive = folder.resolve("customer.zip");
        new CustomerExport(database.login(DatabaseRole.OPERATOR))
                .write(customer.id(), archive, "jane", "the Customer asked for it", part -> {});
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void a_customer_that_is_there_already_is_refused() throws Exception {
        String entries = entries();
        refused(importer().amongOthers(), "is in this database already");
        assertThat(entries()).isEqualTo(entries);
    }

    /** Its identifier stays, so that nothing that was made for it opens anything again. */
    @Test
    void a_customer_that_was_erased_here_is_refused() throws Exception {
        customer.terminate();
        customer.endGracePeriod();
        customer.erase();
        refused(importer().amongOthers(), "or was erased from it");
    }

    @Test
    void beside_others_it_is_imported_only_when_somebody_says_so() throws Exception {
        try (ThrowawayDatabase target = SharedDatabase.get().copy()) {
            ErasableCustomer other = ErasableCustomer.signUp(target, 10);
            CustomerImport importer = new CustomerImport(target.login(DatabaseRole.MIGRATOR));
            refused(importer, "--among-others");
            importer.amongOthers().read(archive, "jane", "moves here", part -> {});
            assertThat(other.asSuperuser("select string_agg(n::text, ' ' order by n) from (select count(*) n"
                            + " from stage.dashboard group by customer_id) c"))
                    .isEqualTo("10 20");
        }
    }

    @Test
    void where_somebody_holds_a_table_it_gives_up_before_others_queue_behind_it() throws Exception {
        try (ThrowawayDatabase target = SharedDatabase.get().copy()) {
            ErasableCustomer other = ErasableCustomer.signUp(target, 10);
            try (Connection reader = other.ownersScope().begin();
                    Statement statement = reader.createStatement()) {
                statement.execute("select from stage.dashboard");
                assertThatThrownBy(() -> new CustomerImport(target.login(DatabaseRole.MIGRATOR))
                                .amongOthers()
                                .read(archive, "jane", "moves here", part -> {}))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("lock timeout");
            }
        }
    }

    private String entries() throws SQLException {
        return customer.asSuperuser("select count(*) from audit.entry");
    }

    private CustomerImport importer() {
        return new CustomerImport(database.login(DatabaseRole.MIGRATOR));
    }

    private void refused(CustomerImport importer, String because) {
        assertThatThrownBy(() -> importer.read(archive, "jane", "moves here", part -> {}))
                .isInstanceOf(ArchiveRefusedException.class)
                .hasMessageContaining(because);
    }
}
