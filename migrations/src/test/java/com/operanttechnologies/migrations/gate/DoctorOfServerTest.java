package com.operanttechnologies.migrations.gate;

import static com.operanttechnologies.migrations.gate.SickServer.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the doctor finds of a server itself: its settings, its log and archive, its disk and its certificate. */
@Tag("thorough")
class DoctorOfServerTest {

    private static SickServer sick;

    @BeforeAll
    static void start() throws Exception {
        sick = SickServer.get();
    }

    @Test
    void a_setting_that_waits_for_a_restart_is_found() throws Exception {
        assertThat(sick.find("setting-pending")).extracting(Finding::object).doesNotContain("max_wal_senders");
        sick.execute("alter system set max_wal_senders = 7", "select pg_reload_conf()");
        sick.awaitReload();
        assertThat(only(sick.find("setting-pending"), "max_wal_senders").mend()).contains("restart");
        sick.execute("alter system reset max_wal_senders", "select pg_reload_conf()");
    }

    @Test
    void a_slot_that_nobody_reads_is_found_once_it_holds_back_much() throws Exception {
        sick.execute("select pg_create_physical_replication_slot('forgotten', true)");
        assertThat(sick.find("slot-behind")).isEmpty();
        for (int i = 0; i < 5; i++) {
            sick.execute("select pg_logical_emit_message(false, 'test', 'x')", "select pg_switch_wal()");
        }
        Finding found = only(sick.find("slot-behind"), "slot forgotten");
        assertThat(found.found()).contains("is read by nobody").contains("MB");
        sick.mend(found);
        assertThat(sick.find("slot-behind")).isEmpty();
    }

    @Test
    void an_archive_that_fails_is_found() throws Exception {
        sick.execute("select pg_logical_emit_message(false, 'test', 'x')", "select pg_switch_wal()");
        for (int i = 0; i < 100 && sick.find("archive-failing").isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(only(sick.find("archive-failing"), "archive_command").found())
                .contains("the last success was never");
    }

    @Test
    void a_server_without_an_archive_is_advised_to_have_one() throws Exception {
        assertThat(sick.find("setting-recovery")).isEmpty();
        assertThat(sick.find("setting-recovery", "s.reset_val = 'off'", "s.reset_val = 'on'"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.object()).isEqualTo("archive_mode"));
    }

    @Test
    void a_page_that_the_disk_has_damaged_is_found_once_somebody_has_read_it() throws Exception {
        assertThat(sick.find("checksum-failed")).isEmpty();
        Login first = sick.server().administrator().withDatabase("damaged_source");
        sick.execute("create database damaged_source");
        Path file;
        try (Connection connection = first.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table page as select generate_series(1, 100) n");
            statement.execute("checkpoint");
            try (ResultSet row = statement.executeQuery(
                    "select current_setting('data_directory') || '/' || pg_relation_filepath('page')")) {
                row.next();
                file = Path.of(row.getString(1));
            }
        }
        try (RandomAccessFile page = new RandomAccessFile(file.toFile(), "rw")) {
            page.seek(8000);
            page.write(new byte[] {1, 2, 3, 4});
        }
        // A copy of the files, that no memory of the server knows better.
        sick.execute("create database damaged template damaged_source strategy file_copy");
        try (Connection connection =
                        sick.server().administrator().withDatabase("damaged").connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("select * from page")).isInstanceOf(SQLException.class);
        }
        assertThat(only(sick.find("checksum-failed"), "database damaged").found())
                .startsWith("had 1 damaged pages");
        sick.execute("drop database damaged", "drop database damaged_source");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ended", "ending", "self-signed", "other name"})
    void a_certificate_that_is_bad_is_found_by_whoever_asks(String fault) throws Exception {
        Path data = Path.of(sick.ask("show data_directory"));
        TlsFiles.write(
                data,
                switch (fault) {
                    case "ended" -> List.of("-startdate", "-40d", "-validity", "30", "-ext", "san=ip:127.0.0.1");
                    case "ending" -> List.of("-validity", "20", "-ext", "san=ip:127.0.0.1");
                    case "other name" -> List.of("-validity", "300", "-ext", "san=dns:db.example");
                    default -> List.of("-validity", "300", "-ext", "san=ip:127.0.0.1");
                });
        sick.execute("alter system set ssl = on", "select pg_reload_conf()");
        sick.awaitReload();
        GateReport report = Doctor.check(sick.superuser());
        assertThat(report.findings())
                .filteredOn(finding -> finding.rule().id().equals("server-certificate"))
                .extracting(Finding::found)
                .anySatisfy(found -> assertThat(found)
                        .contains(
                                switch (fault) {
                                    case "ended" -> "has ended at ";
                                    case "ending" -> "in 19 days";
                                    case "other name" -> "is for db.example, and not for 127.0.0.1";
                                    default -> "is signed by itself";
                                }))
                .hasSize(fault.equals("self-signed") ? 1 : 2);
        sick.execute("alter system reset ssl", "select pg_reload_conf()");
        Files.delete(data.resolve("server.key"));
        sick.awaitReload();
        assertThat(Doctor.check(sick.superuser()).unchecked())
                .extracting(Unchecked::reason)
                .contains("the server shows none: it doesn't speak TLS");
    }
}
