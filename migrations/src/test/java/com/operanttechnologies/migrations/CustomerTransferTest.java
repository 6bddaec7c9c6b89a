package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.migrations.transfer.ArchiveManifest;
import com.operanttechnologies.migrations.transfer.ArchivePart;
import com.operanttechnologies.migrations.transfer.CustomerExport;
import com.operanttechnologies.migrations.transfer.CustomerImport;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Customer has made leaves as one archive, and comes back in a fresh database as the same rows. */
@Tag("PRV-3")
@Tag("thorough")
class CustomerTransferTest {

    private static ThrowawayDatabase source;
    private static ErasableCustomer customer;
    private static ErasableCustomer other;

    @TempDir
    private Path folder;

    @BeforeAll
    static void signUp() throws Exception {
        source = withALaterTable();
        customer = ErasableCustomer.signUp(source, 50);
        other = ErasableCustomer.signUp(source, 20);
        try (Connection runtime = customer.scope("account:" + customer.owner()).begin();
                Statement statement = runtime.createStatement()) {
            // What CSV, encodings and NULLs could lose; rows that no partition is for any more; a sealed secret.
            statement.execute("insert into stage.dashboard (customer_id, dashboard_id, title) values ('" + customer.id()
                    + "', gen_random_uuid(), E'a \"b\", c\\n\\\\.\\n\\\\N é 🎉'), ('" + customer.id()
                    + "', gen_random_uuid(), ' NULL ')");
            statement.execute("insert into usage.event (customer_id, event_id, kind, name, occurred_at)"
                    + " values ('" + customer.id() + "', gen_random_uuid(), 'request', 'dashboard.opened',"
                    + " now() - interval '3 years')");
            statement.execute(
                    "insert into stage.later values ('" + customer.id() + "', 1, '', null, '{\"a\",NULL,\"\"}',"
                            + " 'NaN', '1 mon -3 days', '\\x00ff', '-infinity', 0.1::float8 + 0.2), ('" + customer.id()
                            + "', 2, null, '\\N', '{}', 1.10, '0', '', 'infinity', '1e-300')");
            statement.execute(
                    "insert into stage.data_source (customer_id, data_source_id, name, kind, secret) values ('"
                            + customer.id()
                            + "', gen_random_uuid(), 'Sales', 'postgresql', decode(repeat('5e', 40), 'hex'))");
            runtime.commit();
        }
    }

    /** As a product team's migration makes it: nothing here names it, and it is exported all the same. */
    private static ThrowawayDatabase withALaterTable() throws Exception {
        ThrowawayDatabase database = SharedDatabase.get().copy();
        try (Connection migrator = database.login(DatabaseRole.MIGRATOR).connect();
                Statement statement = migrator.createStatement()) {
            statement.execute("set role operant_owner");
            statement.execute("create table stage.later (customer_id uuid not null default tenancy.current_customer(),"
                    + " id integer not null, a text, b text, c text[], d numeric, e interval, f bytea, g timestamptz,"
                    + " h float8, primary key (customer_id, id))");
            statement.execute(
                    "select tenancy.protect('stage.later', 'customer_data', 'as long as the Customer is active')");
        }
        return database;
    }

    @AfterAll
    static void drop() {
        source.close();
    }

    @Test
    void an_archive_holds_one_customer_and_says_in_plain_words_what_it_holds() throws Exception {
        Path file = folder.resolve("customer.zip");
        ArchiveManifest manifest = export(customer, file);
        RepackedArchive archive = RepackedArchive.of(file);
        assertThat(archive.text("data/stage.dashboard.csv"))
                .contains("Sales 50", customer.id().toString(), " NULL ");
        assertThat(manifest.parts())
                .allSatisfy(part -> assertThat(archive.text("data/" + part.table() + ".csv"))
                        .as(part.table())
                        .doesNotContain(other.id().toString()));
        assertThat(archive.text("data/stage.later.csv"))
                .as("what is missing isn't what is empty")
                .contains(",1,\"\",,", ",2,,\\N,");
        assertThat(archive.text("README.txt"))
                .contains(
                        "WHAT ISN'T IN IT, AND WHY",
                        "data/stage.dashboard.csv, " + rows(manifest, "stage.dashboard") + " rows",
                        "Why we have it: to show the");
        assertThat(Files.list(folder)).containsExactly(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    /** Compared with the catalogue, not with a list: every table that protect() knows is in it or is a credential's. */
    @Test
    @Tag("PRV-6")
    void every_tenant_table_is_in_it_but_no_column_that_holds_a_secret() throws Exception {
        ArchiveManifest manifest = export(customer, folder.resolve("customer.zip"));
        assertThat(customer.asSuperuser(
                        "select string_agg(t.schema_name || '.' || t.table_name, ' ' order by t.schema_name || '.' || t.table_name)"
                                + " from tenancy.tenant_table t join pg_class c"
                                + " on c.oid = format('%I.%I', t.schema_name, t.table_name)::regclass"
                                + " where not c.relispartition and t.data_class <> 'credential'"))
                .isEqualTo(String.join(
                        " ",
                        manifest.parts().stream()
                                .map(ArchivePart::table)
                                .sorted()
                                .toList()));
        assertThat(manifest.leftOutTables())
                .containsExactlyInAnyOrder(
                        "panel.backup_code", "panel.credential", "panel.session", "tenancy.customer_key");
        assertThat(manifest.parts())
                .filteredOn(part -> part.table().equals("stage.data_source"))
                .allSatisfy(part -> assertThat(part.leftOut()).containsExactly("secret"));
        RepackedArchive archive = RepackedArchive.of(folder.resolve("customer.zip"));
        assertThat(manifest.parts())
                .allSatisfy(part -> assertThat(archive.text("data/" + part.table() + ".csv"))
                        .doesNotContain("5e".repeat(20), "ab".repeat(20)));
    }

    @Test
    @Tag("PAN-8")
    void a_fresh_database_gets_the_same_rows_and_an_audit_log_that_goes_on() throws Exception {
        ArchiveManifest exported = export(customer, folder.resolve("customer.zip"));
        try (ThrowawayDatabase target = withALaterTable()) {
            ErasableCustomer there = new ErasableCustomer(target, customer.id(), customer.owner());
            assertThat(read(target, folder.resolve("customer.zip"))).isEqualTo(exported);
            assertThat(policies(there)).isEqualTo("0");
            assertThat(there.asSuperuser("select octet_length(secret) from stage.data_source"))
                    .isEqualTo("32");
            assertThat(there.asSuperuser(
                            "select concat_ws(' ', entries, fault) from audit.verify('" + customer.id() + "')"))
                    .isEqualTo(rows(exported, "audit.entry") + 1 + "");
            assertThat(there.asSuperuser("select action from audit.entry order by number desc limit 1"))
                    .isEqualTo("customer.imported");
            assertThat(there.asSuperuser("select min(tableoid::regclass::text) from usage.event where occurred_at"
                            + " < now() - interval '2 years'"))
                    .isEqualTo("usage.event_past");

            ArchiveManifest again = new CustomerExport(target.login(DatabaseRole.OPERATOR))
                    .write(customer.id(), folder.resolve("again.zip"), "jane", "to compare", part -> {});
            assertThat(withoutAudit(again)).isEqualTo(withoutAudit(exported));
        }
    }

    @Test
    @Tag("SEC-4")
    void who_had_it_exported_and_why_is_in_the_audit_log_also_when_nothing_came_of_it() throws Exception {
        assertThatThrownBy(() ->
                        export(customer, folder.resolve("no").resolve("such").resolve("folder")))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
        String before = exports();
        assertThatThrownBy(() -> new CustomerExport(source.login(DatabaseRole.OPERATOR))
                        .write(customer.id(), folder.resolve("customer.zip"), "jane", "interrupted", part -> {
                            throw new IllegalStateException("interrupted");
                        }))
                .hasMessage("interrupted");
        assertThat(Files.list(folder)).isEmpty();
        assertThat(exports()).isEqualTo(Integer.parseInt(before) + 1 + "");
        assertThat(customer.asSuperuser(
                        "select details->>'ordered_by' from audit.entry where action = 'customer.exported'"
                                + " and reason = 'interrupted'"))
                .isEqualTo("jane");
    }

    @Test
    void what_is_there_already_is_neither_overwritten_nor_in_the_way() throws Exception {
        Path file = Files.writeString(folder.resolve("customer.zip"), "somebody's");
        assertThatThrownBy(() -> export(customer, file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("somebody's");
        Files.delete(file);
        // What an export left that was killed with its machine.
        Files.write(folder.resolve("customer.zip.part"), new byte[1 << 20]);
        ArchiveManifest manifest = export(customer, file);
        try (ThrowawayDatabase target = withALaterTable()) {
            assertThat(read(target, file)).isEqualTo(manifest);
        }
    }

    /**
     * Each transaction of the Customer's adds a dashboard and its version: an archive of two moments has one too many.
     */
    @Test
    void all_tables_show_one_moment_while_the_customer_works_on() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread work = new Thread(() -> {
            while (!done.get()) {
                try (Connection runtime = customer.ownersScope().begin();
                        Statement statement = runtime.createStatement()) {
                    statement.execute(
                            "with d as (insert into stage.dashboard (customer_id, dashboard_id, title) values ('"
                                    + customer.id()
                                    + "', gen_random_uuid(), 'Live') returning customer_id, dashboard_id) select from d");
                    statement.execute("insert into stage.dashboard_version (customer_id, dashboard_id, number, content)"
                            + " select d.customer_id, d.dashboard_id, 1, '{}' from stage.dashboard d where d.customer_id = '"
                            + customer.id()
                            + "' and d.title = 'Live' and not exists (select from stage.dashboard_version v"
                            + " where (v.customer_id, v.dashboard_id) = (d.customer_id, d.dashboard_id))");
                    runtime.commit();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        work.start();
        try {
            for (int i = 0; i < 5; i++) {
                ArchiveManifest manifest = export(customer, folder.resolve(i + ".zip"));
                assertThat(rows(manifest, "stage.dashboard_version")).isEqualTo(rows(manifest, "stage.dashboard") - 2);
            }
        } finally {
            done.set(true);
            work.join();
        }
    }

    @Test
    @Tag("SEC-5")
    void only_the_operator_exports_and_only_the_migrator_imports() throws Exception {
        for (DatabaseRole role :
                List.of(DatabaseRole.RUNTIME, DatabaseRole.SUPPORT, DatabaseRole.AUDITOR, DatabaseRole.ANALYTICS)) {
            assertThatThrownBy(() -> new CustomerExport(source.login(role))
                            .write(customer.id(), folder.resolve("customer.zip"), "jane", "no right to", part -> {}))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
        Path file = folder.resolve("customer.zip");
        export(customer, file);
        for (DatabaseRole role : List.of(DatabaseRole.RUNTIME, DatabaseRole.OPERATOR, DatabaseRole.SUPPORT)) {
            assertThatThrownBy(
                            () -> new CustomerImport(source.login(role)).read(file, "jane", "no right to", part -> {}))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied to set role");
        }
    }

    @Test
    void nothing_is_exported_of_nobody() {
        ErasableCustomer nobody = new ErasableCustomer(source, java.util.UUID.randomUUID(), customer.owner());
        assertThatThrownBy(() -> export(nobody, folder.resolve("customer.zip")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("there is no Customer");
    }

    private static String exports() throws SQLException {
        return customer.asSuperuser(
                "select count(*) from audit.entry where action = 'customer.exported' and customer_id = '"
                        + customer.id() + "'");
    }

    static String policies(ErasableCustomer there) throws SQLException {
        return there.asSuperuser("select count(*) from pg_policies where policyname = 'customer_import'");
    }

    static long rows(ArchiveManifest manifest, String table) {
        return manifest.parts().stream()
                .filter(part -> part.table().equals(table))
                .mapToLong(ArchivePart::rows)
                .sum();
    }

    private static List<ArchivePart> withoutAudit(ArchiveManifest manifest) {
        return manifest.parts().stream()
                .filter(part -> !part.table().equals("audit.entry"))
                .toList();
    }

    private static ArchiveManifest export(ErasableCustomer customer, Path to) throws Exception {
        return new CustomerExport(source.login(DatabaseRole.OPERATOR))
                .write(customer.id(), to, "jane", "the Customer asked for it", part -> {});
    }

    private static ArchiveManifest read(ThrowawayDatabase target, Path from) throws Exception {
        return new CustomerImport(target.login(DatabaseRole.MIGRATOR)).read(from, "jane", "moves here", part -> {});
    }
}
