package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.transfer.ArchiveRefusedException;
import com.operanttechnologies.migrations.transfer.CustomerImport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive that isn't what an export wrote is refused with its reason, and nothing of it is written. */
@Tag("PRV-3")
@Tag("thorough")
class ForeignArchiveTest {

    private static MovingCustomer customer;

    @TempDir
    private static Path folder;

    private final Path broken = folder.resolve("broken.zip");

    @BeforeAll
    static void export() throws Exception {
        customer = MovingCustomer.export(20, folder);
    }

    @AfterAll
    static void drop() {
        customer.close();
    }

    @AfterEach
    void nothing_was_written() throws Exception {
        assertThat(customer.there().whereFound(customer.there().id().toString()))
                .isEmpty();
        assertThat(CustomerTransferTest.policies(customer.there())).isEqualTo("0");
        Files.deleteIfExists(broken);
    }

    @Test
    void a_file_that_is_none_or_lacks_its_end() throws Exception {
        refused(folder.resolve("nowhere.zip"), "There is no file");
        refused(Files.writeString(broken, "not an archive"), "is no archive, or its end is missing");
        byte[] bytes = Files.readAllBytes(customer.archive());
        for (int length : new int[] {bytes.length - 1, bytes.length / 2, 30}) {
            refused(Files.write(broken, Arrays.copyOf(bytes, length)), "is no archive, or its end is missing");
        }
    }

    /** Whichever byte it is: what isn't noticed by one sum is by another, or is read by nobody. */
    @Test
    void a_byte_that_has_changed_in_a_table() throws Exception {
        byte[] bytes = Files.readAllBytes(customer.archive());
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("data/stage.dashboard.csv") + 60;
        bytes[at] ^= 1;
        refused(Files.write(broken, bytes), "damaged");
    }

    @Test
    void a_table_that_was_changed_or_taken_out() throws Exception {
        refused(
                repacked()
                        .changed("data/stage.dashboard.csv", csv -> csv.replace("Sales 7", "Sales 8"))
                        .pack(broken),
                "data/stage.dashboard.csv is damaged");
        refused(
                repacked().without("data/stage.dashboard.csv").pack(broken),
                "The archive lacks data/stage.dashboard.csv");
        refused(
                repacked()
                        .changed("data/stage.dashboard.csv", csv -> csv + csv.repeat(50))
                        .pack(broken),
                "data/stage.dashboard.csv is damaged: it unpacks to more than it should");
    }

    @Test
    void a_manifest_that_is_missing_damaged_or_another_products() throws Exception {
        refused(repacked().without("manifest.json").pack(broken), "lacks manifest.json");
        refused(repacked().with("manifest.json", "{\"format\":\"ours\"}").pack(broken), "isn't of the format");
        refused(repacked().with("manifest.json", "PK").pack(broken), "manifest.json is damaged");
        refused(manifest("\"rows\" : ", "\"rows\" : -"), "manifest.json is damaged");
        refused(manifest("\"secrets\" : \"left out\"", "\"secrets\" : \"all\""), "manifest.json is damaged");
        refused(
                manifest("\"format\"", "\"format\" : \"operant.customer_export.1\", \"format\""),
                "manifest.json is damaged");
        refused(repacked().with("manifest.json", "[".repeat(100_000)).pack(broken), "isn't of the format");
    }

    @Test
    void another_version_of_the_schema() throws Exception {
        refused(manifest("\"schema_version\" : \"001", "\"schema_version\" : \"000"), "another version of the schema");
    }

    @Test
    void names_that_lead_elsewhere_or_stand_there_twice() throws Exception {
        refused(
                repacked().with("../../etc/cron.d/operant", "* * * * * root").pack(broken),
                "a file that its manifest doesn't name");
        refused(
                manifest("\"table\" : \"stage.dashboard\"", "\"table\" : \"../stage.dashboard\""),
                "The archive lacks data/../stage.dashboard.csv");
        Path twice = repacked().with("README.tx_", "another").pack(broken);
        String bytes = new String(Files.readAllBytes(twice), StandardCharsets.ISO_8859_1);
        Files.write(broken, bytes.replace("README.tx_", "README.txt").getBytes(StandardCharsets.ISO_8859_1));
        refused(broken, "two files of the same name");
    }

    @Test
    void more_than_it_may_unpack_to() {
        assertThatThrownBy(() -> importer().upTo(1000).read(customer.archive(), "jane", "too large", part -> {}))
                .isInstanceOf(ArchiveRefusedException.class)
                .hasMessageContaining("unpacks to more than 1000 bytes");
    }

    /** With all sums put right: it is row-level security that refuses it, in the database. */
    @Test
    @Tag("SEC-3")
    void a_row_of_another_customer_among_this_ones() throws Exception {
        UUID another = UUID.randomUUID();
        refused(
                repacked()
                        .forged(
                                "stage.dashboard",
                                csv -> csv.replaceFirst(customer.there().id().toString(), another.toString()))
                        .pack(broken),
                "refuses a row of stage.dashboard: it isn't the Customer's");
        assertThat(customer.there().whereFound(another.toString())).isEmpty();
    }

    @Test
    void rows_that_break_a_rule_of_the_database() throws Exception {
        refused(
                repacked()
                        .forged("stage.dashboard_version", csv -> csv.replaceFirst(",1,", ",0,"))
                        .pack(broken),
                "refuses a row of stage.dashboard_version: it breaks dashboard_version_number_check");
        refused(
                repacked()
                        .forged("stage.dashboard", csv -> csv.lines().limit(5).reduce("", (a, b) -> a + b + "\n"))
                        .pack(broken),
                "refuses a row of stage.dashboard_version: it breaks");
        refused(
                repacked()
                        .forged("usage.event", csv -> csv.replaceFirst("request", "rumour"))
                        .pack(broken),
                "refuses a row of usage.event: it breaks");
        refused(
                repacked()
                        .forged("stage.dashboard", csv -> csv.replace("dashboard_id,title", "title,dashboard_id"))
                        .pack(broken),
                "refuses a row of stage.dashboard: it isn't what the table holds");
    }

    /** Its chain of hashes is computed by the database: an entry that says something else comes out otherwise. */
    @Test
    @Tag("PAN-8")
    void an_audit_log_that_was_rewritten() throws Exception {
        refused(
                repacked()
                        .forged("audit.entry", csv -> csv.replaceFirst("a test", "a jest"))
                        .pack(broken),
                "refuses a row of audit.entry: it breaks entry_follows_the_one_before");
        // The last one has no entry behind it whose hash would miss it.
        refused(
                repacked()
                        .forged("audit.entry", csv -> csv.replaceFirst("(?s)session:(?!.*session:)", "another:"))
                        .pack(broken),
                "The rows of audit.entry don't come out as they went in");
    }

    private static RepackedArchive repacked() throws Exception {
        return RepackedArchive.of(customer.archive());
    }

    private Path manifest(String before, String after) throws Exception {
        return repacked()
                .changed("manifest.json", json -> json.replace(before, after))
                .pack(broken);
    }

    private static CustomerImport importer() {
        return new CustomerImport(customer.target().login(DatabaseRole.MIGRATOR));
    }

    private static void refused(Path archive, String because) {
        assertThatThrownBy(() -> importer().read(archive, "jane", "moves here", part -> {}))
                .isInstanceOf(ArchiveRefusedException.class)
                .hasMessageContaining(because);
    }
}
