package com.operanttechnologies.persistence.crypto;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.migrations.transfer.ArchiveManifest;
import com.operanttechnologies.migrations.transfer.ArchiveRefusedException;
import com.operanttechnologies.migrations.transfer.CustomerExport;
import com.operanttechnologies.migrations.transfer.CustomerImport;
import com.operanttechnologies.migrations.transfer.InstallationKey;
import com.operanttechnologies.migrations.transfer.KeyRefusedException;
import com.operanttechnologies.migrations.transfer.ReceiverKey;
import com.operanttechnologies.migrations.transfer.ReceiverPublicKey;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.stage.DataSource;
import com.operanttechnologies.persistence.stage.DataSourceRepository;
import com.operanttechnologies.persistence.stage.SourceSecret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Enumeration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a Customer has entered moves with it by choice: nobody but the receiver can open it, and there it opens as here.
 */
@Tag("PRV-3")
@Tag("SEC-2")
class SecretsInAnExportTest {

    private static final String SECRET = "open sesame 4711";

    private static ThrowawayDatabase target;

    private final WrappingKey here = WrappingKey.generate().rotated();
    private final WrappingKey there = WrappingKey.generate();
    private final ReceiverKey receiver =
            ReceiverKey.fromJson(ReceiverKey.generate().toJson());
    private final TenantDatabase database = TenantDatabase.open(
            TestDatabase.config().poolSize(2).wrappingKey(here).build());
    private UUID customer;
    private UUID source;

    @TempDir
    private Path folder;

    @BeforeAll
    static void create() throws SQLException {
        target = TestDatabase.own();
    }

    @AfterAll
    static void drop() {
        target.close();
    }

    @BeforeEach
    void signUp() {
        customer = TestDatabase.newCustomer(database, "Moving");
        source = database.transact(
                scope(),
                session -> new DataSourceRepository(session)
                        .create("Sales", "postgresql", "{}", SourceSecret.of(SECRET))
                        .id());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_secret_that_was_exported_for_a_receiver_opens_there_under_the_wrapping_key_of_that_installation()
            throws Exception {
        Path archive = exported();
        ArchiveManifest imported = importer(receiver).read(archive, "jane", "moves here", part -> {});
        assertThat(imported.secrets()).isEqualTo(ArchiveManifest.Secrets.RE_ENCRYPTED);
        try (TenantDatabase moved = TenantDatabase.open(
                TestDatabase.config(target).poolSize(2).wrappingKey(there).build())) {
            assertThat(open(moved)).isEqualTo(SECRET);
            CustomerKeyRotation rotation = new CustomerKeyRotation(moved, there);
            assertThat(rotation.renew(scope()))
                    .as("values under a key that this installation alone has")
                    .isOne();
            assertThat(rotation.retire(scope())).isTrue();
            assertThat(open(moved)).isEqualTo(SECRET);
        }
        try (TenantDatabase former = TenantDatabase.open(
                TestDatabase.config(target).poolSize(2).wrappingKey(here).build())) {
            assertThatThrownBy(() -> open(former))
                    .as("the wrapping key that it comes from")
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void neither_the_secret_nor_a_key_in_clear_is_in_the_archive_and_the_customer_sees_that_they_left()
            throws Exception {
        byte[] wrapped = wrappedKey();
        try (ZipFile zip = new ZipFile(exported().toFile())) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                String text;
                try (InputStream bytes = zip.getInputStream(all.nextElement())) {
                    text = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
                }
                assertThat(text)
                        .doesNotContain(SECRET)
                        .doesNotContain(Base64.getEncoder().encodeToString(wrapped))
                        .doesNotContain("tenancy.customer_key.csv");
            }
        }
        List<String> details = database.read(
                scope(),
                session -> new AuditLog(session)
                        .list(PageRequest.first(10)).items().stream()
                                .filter(entry -> entry.action().equals("customer.exported"))
                                .map(entry -> entry.details())
                                .toList());
        assertThat(details).singleElement().asString().contains("re-encrypted");
    }

    @Test
    void another_receivers_key_is_refused_and_nothing_is_written() throws Exception {
        Path archive = exported();
        assertThatThrownBy(() -> importer(ReceiverKey.generate()).read(archive, "jane", "steals", part -> {}))
                .isInstanceOf(ArchiveRefusedException.class)
                .hasMessageContaining("doesn't open the secrets of the archive");
        assertThatThrownBy(() -> new CustomerImport(target.login(DatabaseRole.MIGRATOR))
                        .amongOthers()
                        .read(archive, "jane", "forgets the key", part -> {}))
                .isInstanceOf(ArchiveRefusedException.class)
                .hasMessageContaining("name that key and this installation's wrapping key");
        assertThat(isThere()).isFalse();
        importer(receiver).read(archive, "jane", "moves here", part -> {});
        assertThat(isThere()).as("the right key, for comparison").isTrue();
    }

    @Test
    void a_key_that_was_changed_or_sealed_for_another_customer_is_refused_and_nothing_is_written() throws Exception {
        Path archive = exported();
        UUID other = TestDatabase.newCustomer(database, "Other");
        String others = manifest(export(other, folder.resolve("other.zip")))
                .replaceAll("(?s).*\"customer_key\" : \"([^\"]*)\".*", "$1");
        assertThat(others).as("a Customer without a secret has no key").isEmpty();
        database.execute(
                TenantScope.job(other, "test", "other"),
                session -> new DataSourceRepository(session)
                        .create("Sales", "postgresql", "{}", SourceSecret.of("other")));
        String foreign = manifest(export(other, folder.resolve("another.zip")))
                .replaceAll("(?s).*\"customer_key\" : \"([^\"]*)\".*", "$1");
        for (UnaryOperator<String> forgery : List.<UnaryOperator<String>>of(
                key -> foreign,
                key -> key.substring(0, 40) + (key.charAt(40) == 'A' ? 'B' : 'A') + key.substring(41))) {
            Path forged = repacked(archive, forgery);
            assertThatThrownBy(() -> importer(receiver).read(forged, "jane", "forged", part -> {}))
                    .isInstanceOf(ArchiveRefusedException.class)
                    .hasMessageContaining("doesn't open the secrets");
        }
        assertThat(isThere()).isFalse();
    }

    @Test
    void another_wrapping_key_is_refused_at_the_export_and_leaves_no_file() {
        CustomerExport export = new CustomerExport(TestDatabase.database().login(DatabaseRole.OPERATOR))
                .withSecrets(InstallationKey.fromJson(there.toJson()), receiver.publicKey());
        assertThatThrownBy(() -> export.write(customer, folder.resolve("c.zip"), "jane", "by mistake", part -> {}))
                .isInstanceOf(KeyRefusedException.class)
                .hasMessageContaining("isn't the wrapping key that the database is used with");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void what_is_no_key_of_its_kind_is_refused_without_repeating_it() {
        String secret = receiver.toJson();
        assertThatThrownBy(() -> ReceiverPublicKey.fromJson(secret))
                .as("the private key where the public one belongs")
                .isInstanceOf(KeyRefusedException.class)
                .hasMessageNotContaining(secret.substring(20, 60));
        for (String garbage : List.of("", "s3cret", "{\"s3cret\":1}", there.toJson())) {
            assertThatThrownBy(() -> ReceiverKey.fromJson(garbage))
                    .isInstanceOf(KeyRefusedException.class)
                    .hasMessageNotContaining("s3cret")
                    .hasNoCause();
            assertThatThrownBy(() -> ReceiverPublicKey.fromJson(garbage)).isInstanceOf(KeyRefusedException.class);
        }
        assertThatThrownBy(() -> InstallationKey.fromJson(secret)).isInstanceOf(KeyRefusedException.class);
        assertThat(List.of(
                        receiver.toString(),
                        InstallationKey.fromJson(here.toJson()).toString()))
                .containsExactly("ReceiverKey[redacted]", "InstallationKey[redacted]");
    }

    private Path exported() throws Exception {
        return export(customer, folder.resolve("customer.zip"));
    }

    private Path export(UUID whose, Path archive) throws Exception {
        new CustomerExport(TestDatabase.database().login(DatabaseRole.OPERATOR))
                .withSecrets(
                        InstallationKey.fromJson(here.toJson()),
                        ReceiverPublicKey.fromJson(receiver.publicKey().toJson()))
                .write(whose, archive, "jane", "moves with its secrets", part -> {});
        return archive;
    }

    private CustomerImport importer(ReceiverKey with) {
        return new CustomerImport(target.login(DatabaseRole.MIGRATOR))
                .amongOthers()
                .withSecrets(with, InstallationKey.fromJson(there.toJson()));
    }

    private TenantScope scope() {
        return TenantScope.job(customer, "test", "secrets-in-an-export");
    }

    private String open(TenantDatabase through) {
        return through.read(scope(), session -> {
            DataSource found = new DataSourceRepository(session).get(source);
            return new DataSourceRepository(session).openSecret(found.id()).reveal();
        });
    }

    private byte[] wrappedKey() {
        return database.read(
                scope(), session -> session.dsl().fetchSingle(CUSTOMER_KEY).getWrappedKey());
    }

    private boolean isThere() throws SQLException {
        try (var connection = target.administrator().connect();
                var statement = connection.prepareStatement("select from tenancy.customer where customer_id = ?")) {
            statement.setObject(1, customer);
            return statement.executeQuery().next();
        }
    }

    private static String manifest(Path archive) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile());
                InputStream bytes = zip.getInputStream(zip.getEntry("manifest.json"))) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The archive with another key in its manifest. */
    private Path repacked(Path archive, UnaryOperator<String> key) throws IOException {
        Path forged = Files.createTempFile(folder, "forged", ".zip");
        try (ZipFile zip = new ZipFile(archive.toFile());
                OutputStream file = Files.newOutputStream(forged);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (ZipEntry entry : zip.stream().toList()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                if (entry.getName().equals("manifest.json")) {
                    String text = manifest(archive);
                    String old = text.replaceAll("(?s).*\"customer_key\" : \"([^\"]*)\".*", "$1");
                    out.write(text.replace(old, key.apply(old)).getBytes(StandardCharsets.UTF_8));
                } else {
                    zip.getInputStream(entry).transferTo(out);
                }
            }
        }
        return forged;
    }
}
