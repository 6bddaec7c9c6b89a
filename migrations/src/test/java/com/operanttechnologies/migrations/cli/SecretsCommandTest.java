package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SharedDatabase;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports with secrets as somebody on call types them; what they hold is tried where the application's keys are. */
@Tag("PRV-3")
@Tag("SEC-2")
@Tag("thorough")
class SecretsCommandTest {

    private static final UUID KEYLESS = UUID.randomUUID();
    private static final UUID KEYED = UUID.randomUUID();

    private static ThrowawayDatabase database;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeAll
    static void signUp() throws Exception {
        database = SharedDatabase.get().copy();
        try (Connection superuser = database.administrator().connect();
                Statement statement = superuser.createStatement()) {
            statement.execute("insert into tenancy.customer (customer_id, name) values ('" + KEYLESS + "', 'Acme'), ('"
                    + KEYED + "', 'Globex')");
            statement.execute("insert into tenancy.customer_key (customer_id, wrapped_key) values ('" + KEYED
                    + "', decode(repeat('ab', 64), 'hex'))");
        }
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void a_pair_of_keys_is_made_once_and_the_private_one_is_for_its_owner_alone() throws Exception {
        assertThat(receiverKey()).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("private"))))
                .isEqualTo("rw-------");
        String made = Files.readString(folder.resolve("private"));
        assertThat(receiverKey()).as("a second time").isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("a key is never replaced");
        assertThat(folder.resolve("private")).content().isEqualTo(made);
        assertThat(out.toString() + err).doesNotContain(made.substring(30, 60));
    }

    @Test
    void a_customer_is_exported_with_secrets_for_a_receiver_who_alone_can_import_it() throws Exception {
        receiverKey();
        wrappingKey();
        assertThat(export(
                        KEYLESS, "--secrets", "re-encrypted", "--receiver-key", "public", "--wrapping-key", "wrapping"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        try (ThrowawayDatabase target = SharedDatabase.get().copy()) {
            assertThat(importInto(target)).as("without a key").isEqualTo(ExitCode.FINDINGS);
            assertThat(err.toString()).contains("Refused, and nothing was written", "which a receiver's key opens");
            assertThat(importInto(target, "--receiver-key", "public", "--wrapping-key", "wrapping"))
                    .as("with the public key")
                    .isEqualTo(ExitCode.USAGE);
            assertThat(importInto(target, "--receiver-key", "private", "--wrapping-key", "wrapping"))
                    .as(err.toString())
                    .isEqualTo(ExitCode.OK);
            assertThat(out.toString()).contains("renew the Customer's key now", "SignInAddresses");
        }
    }

    @Test
    void what_is_missing_or_wrong_is_named_and_no_file_is_left() throws Exception {
        receiverKey();
        wrappingKey();
        assertThat(export(KEYED, "--secrets", "re-encrypted", "--wrapping-key", "wrapping"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--receiver-key=FILE");
        assertThat(export(KEYED, "--secrets", "in-clear")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("in-clear is neither left-out nor re-encrypted");
        assertThat(export(KEYED, "--receiver-key", "public")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Keys are for --secrets re-encrypted");
        assertThat(export(
                        KEYED, "--secrets", "re-encrypted", "--receiver-key", "private", "--wrapping-key", "wrapping"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("the private one stays with the receiver");
        assertThat(export(KEYED, "--secrets", "re-encrypted", "--receiver-key", "public", "--wrapping-key", "wrapping"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--wrapping-key: The Customer's key can't be unwrapped");
        assertThat(folder.resolve("customer.zip")).doesNotExist();
        assertThat(folder.resolve("customer.zip.part")).doesNotExist();
    }

    private int receiverKey() {
        return run(
                database.login(DatabaseRole.OPERATOR),
                "receiver-key",
                "--private",
                folder.resolve("private").toString(),
                "--public",
                folder.resolve("public").toString());
    }

    private void wrappingKey() throws Exception {
        Files.writeString(
                folder.resolve("wrapping"),
                TinkJsonProtoKeysetFormat.serializeKeyset(
                        KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get()),
                        AeadConfig2026.get(),
                        InsecureSecretKeyAccess.get()));
    }

    private int export(UUID customer, String... options) {
        return run(
                database.login(DatabaseRole.OPERATOR),
                with(options, "export", "--customer", customer.toString(), "--to", path("customer.zip")));
    }

    private int importInto(ThrowawayDatabase target, String... options) {
        return run(target.login(DatabaseRole.MIGRATOR), with(options, "import", "--from", path("customer.zip")));
    }

    /** Options' values but for the choice are files of the folder. */
    private String[] with(String[] options, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--ordered-by", "jane", "--reason", "moves with its secrets"));
        for (int i = 0; i < options.length; i += 2) {
            all.add(options[i]);
            all.add(options[i].equals("--secrets") ? options[i + 1] : path(options[i + 1]));
        }
        return all.toArray(String[]::new);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private int run(Login login, String... arguments) {
        return OperantDb.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Map.of("OPERANT_DB_URL", login.url(), "PGUSER", login.username(), "PGPASSWORD", login.password()),
                arguments);
    }
}
