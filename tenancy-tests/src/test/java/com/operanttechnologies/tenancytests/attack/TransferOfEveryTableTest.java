package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.migrations.transfer.ArchiveManifest;
import com.operanttechnologies.migrations.transfer.ArchivePart;
import com.operanttechnologies.migrations.transfer.CustomerExport;
import com.operanttechnologies.migrations.transfer.CustomerImport;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Customer that has a row in each tenant table of the catalogue, exported beside another that has, and imported: also
 * of a table that comes later.
 */
@ExtendWith(PostgresExtension.class)
@Tag("PRV-3")
class TransferOfEveryTableTest {

    private static final UUID EXPORTED = UUID.fromString("bbbbbbbb-2222-7222-8222-bbbbbbbbbbbb");
    private static final String OTHER = "aaaaaaaa-1111-7111-8111-aaaaaaaaaaaa";

    @TempDir
    private Path folder;

    @Test
    void every_table_leaves_and_comes_back_the_same_and_nothing_of_another_customer(PostgresUnderTest server)
            throws Exception {
        Path archive = folder.resolve("customer.zip");
        ArchiveManifest exported;
        try (ThrowawayDatabase source = server.newDatabase();
                Arena filled = Arena.open(source)) {
            assertThat(filled.tables()).isNotEmpty();
            exported = new CustomerExport(source.login(DatabaseRole.OPERATOR))
                    .write(EXPORTED, archive, "jane", "the Customer asked for it", part -> {});
        }
        assertThat(exported.parts())
                .hasSizeGreaterThan(40)
                .allSatisfy(part -> assertThat(part.rows()).as(part.table()).isPositive());
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            assertThat(exported.parts())
                    .allSatisfy(part -> assertThat(rows(zip, part))
                            .as(part.table())
                            .contains(EXPORTED.toString())
                            .doesNotContain(OTHER));
        }
        try (ThrowawayDatabase target = server.newDatabase()) {
            // It compares the SHA-256 of every table, exported once more, before it commits.
            assertThat(new CustomerImport(target.login(DatabaseRole.MIGRATOR))
                            .read(archive, "jane", "moves here", part -> {}))
                    .isEqualTo(exported);
        }
    }

    private static String rows(ZipFile zip, ArchivePart part) throws IOException {
        return new String(
                zip.getInputStream(zip.getEntry("data/" + part.table() + ".csv"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
    }
}
