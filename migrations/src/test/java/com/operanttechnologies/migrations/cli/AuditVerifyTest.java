package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SealedScope;
import com.operanttechnologies.migrations.SharedDatabase;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a superuser does to an audit log is found from outside, and named by Customer and entry. */
@Tag("PAN-8")
@Tag("SEC-4")
@Tag("thorough")
class AuditVerifyTest {

    private static final UUID TOUCHED = UUID.fromString("0197a000-0000-7000-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("0197a000-0000-7000-8000-000000000002");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private ThrowawayDatabase database;

    @TempDir
    private Path folder;

    @BeforeEach
    void record() throws Exception {
        database = SharedDatabase.get().copy();
        for (UUID customer : new UUID[] {TOUCHED, OTHER}) {
            try (Connection connection = SealedScope.of(database, customer).begin();
                    Statement statement = connection.createStatement()) {
                for (int i = 0; i < 5; i++) {
                    statement.execute("select audit.append('a.b', 'thing', '1', null, 'why " + i + "', 'r', '{}')");
                }
                connection.commit();
            }
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void logs_that_nobody_touched_are_in_order_and_give_anchors() {
        assertThat(verify("--write-anchors", folder.resolve("anchors").toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("2 audit logs, 10 entries in order", "0 faults", "Without --anchors");
        assertThat(folder.resolve("anchors"))
                .content()
                .containsPattern(TOUCHED + " 5 [0-9a-f]{64}\n")
                .containsPattern(OTHER + " 5 [0-9a-f]{64}\n");
        assertThat(verify("--anchors", folder.resolve("anchors").toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("2 anchors compared, 0 faults");
    }

    /** As a superuser, past row-level security and foreign keys. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update audit.entry set reason = 'another' where number = 2 | 3 | detached",
                "update audit.entry set reason = 'another' where number = 5 | 5 | rewritten",
                "delete from audit.entry where number = 2 | 2 | missing",
                "delete from audit.entry where number = 1 | 1 | missing",
                "delete from audit.entry where number > 3 | 4 | cut off",
                "delete from audit.entry where number > 0 | 1 | cut off",
                "update audit.head set number = 3 where true | 4 | added past the head",
            })
    void what_was_done_to_a_log_is_found_at_its_entry(String tampering, long entry, String fault) throws Exception {
        tamper(tampering);
        assertThat(verify()).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString())
                .contains("BROKEN Customer " + TOUCHED + ", entry " + entry + ": " + fault)
                .contains("1 faults")
                .doesNotContain("BROKEN Customer " + OTHER);
    }

    @Test
    void a_log_rewritten_with_its_hashes_and_its_head_is_found_by_its_anchor_alone() throws Exception {
        Path anchors = folder.resolve("anchors");
        verify("--write-anchors", anchors.toString());
        tamper("delete from audit.entry where number > 4");
        tamper("update audit.head h set number = 4, hash = (select e.hash from audit.entry e"
                + " where e.customer_id = h.customer_id and e.number = 4) where true");
        assertThat(verify()).as("nothing tells without an anchor").isEqualTo(ExitCode.OK);
        assertThat(verify("--anchors", anchors.toString())).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString())
                .contains("BROKEN Customer " + TOUCHED + ", entry 5: missing, and an anchor knows it");
        try (Connection connection = SealedScope.of(database, TOUCHED).begin();
                Statement statement = connection.createStatement()) {
            statement.execute("select audit.append('a.b', 'thing', '1', null, 'another', 'r', '{}')");
            connection.commit();
        }
        assertThat(verify()).isEqualTo(ExitCode.OK);
        assertThat(verify("--anchors", anchors.toString())).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString()).contains("entry 5: rewritten, it or one before, since its anchor");
    }

    @Test
    void a_log_whose_head_is_gone_is_known_by_its_anchor() throws Exception {
        Path anchors = folder.resolve("anchors");
        verify("--write-anchors", anchors.toString());
        tamper("delete from audit.head where true");
        assertThat(verify("--anchors", anchors.toString())).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString()).contains("BROKEN Customer " + TOUCHED + ", entry 6: headless");
    }

    @Test
    void broken_logs_give_no_anchors() throws Exception {
        tamper("delete from audit.entry where number > 3");
        Path anchors = folder.resolve("anchors");
        assertThat(verify("--write-anchors", anchors.toString())).isEqualTo(ExitCode.FINDINGS);
        assertThat(anchors).doesNotExist();
    }

    @Test
    void what_is_no_anchor_is_refused_by_its_line() throws Exception {
        Path anchors = Files.writeString(folder.resolve("anchors"), TOUCHED + " five\n");
        assertThat(verify("--anchors", anchors.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Line 1 of");
    }

    @Test
    void who_is_no_auditor_verifies_nothing() {
        for (DatabaseRole role :
                new DatabaseRole[] {DatabaseRole.RUNTIME, DatabaseRole.SUPPORT, DatabaseRole.ANALYTICS}) {
            assertThat(verifyAs(database.login(role))).isEqualTo(ExitCode.FAILED);
        }
        assertThat(err.toString()).contains("permission denied");
    }

    private void tamper(String sql) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            statement.execute(sql + " and customer_id = '" + TOUCHED + "'");
        }
    }

    private int verify(String... options) {
        return verifyAs(database.login(DatabaseRole.AUDITOR), options);
    }

    private int verifyAs(Login login, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "audit";
        arguments[1] = "verify";
        System.arraycopy(options, 0, arguments, 2, options.length);
        return OperantDb.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Map.of("OPERANT_DB_URL", login.url(), "PGUSER", login.username(), "PGPASSWORD", login.password()),
                arguments);
    }
}
