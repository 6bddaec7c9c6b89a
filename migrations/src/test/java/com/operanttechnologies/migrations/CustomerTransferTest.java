package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.migrations.transfer.ArchiveManifest;
import com.operanttechnologies.migrations.transfer.CustomerExport;
import com.operanttechnologies.migrations.transfer.CustomerImport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Customer has made leaves as one archive, and comes back in a fresh database as the same rows. */
@Tag("PRV-3")
class CustomerTransferTest {

    private ThrowawayDatabase source;
    private ThrowawayDatabase target;
    private ErasableCustomer customer;

    @TempDir
    private Path folder;

    @BeforeEach
    void signUp() throws Exception {
        source = SharedDatabase.get().copy();
        target = SharedDatabase.get().copy();
        customer = ErasableCustomer.signUp(source, 50);
        ErasableCustomer.signUp(source, 20);
    }

    @AfterEach
    void drop() {
        source.close();
        target.close();
    }

    @Test
    void an_archive_holds_one_customer_without_secrets_and_says_so_in_plain_words() throws Exception {
        Path file = folder.resolve("customer.zip");
        ArchiveManifest manifest = export(source, file);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            String dashboards = text(zip, "data/stage.dashboard.csv");
            assertThat(dashboards.lines()).hasSize(51);
            assertThat(dashboards).contains("Sales 50").contains(customer.id().toString());
            String readMe = text(zip, "README.txt");
        }
        assertThat(manifest.leftOutTables()).contains("panel.credential", "tenancy.customer_key", "panel.session");
        assertThat(Files.list(folder)).containsExactly(file);
        ArchiveManifest imported = new CustomerImport(target.login(DatabaseRole.MIGRATOR))
                .read(file, "jane", "moves to another installation", part -> {});
        assertThat(imported).isEqualTo(manifest);
    }

    private ArchiveManifest export(ThrowawayDatabase database, Path to) throws Exception {
        return new CustomerExport(database.login(DatabaseRole.OPERATOR))
                .write(customer.id(), to, "jane", "the Customer asked for it", part -> {});
    }

    private static String text(ZipFile zip, String name) throws Exception {
        return new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
