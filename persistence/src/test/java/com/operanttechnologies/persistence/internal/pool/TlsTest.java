package com.operanttechnologies.persistence.internal.pool;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.persistence.PersistenceConfig;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The connection to the database is encrypted, and the server is who the URL says, or there is none. */
@Tag("thorough")
@Tag("SEC-1")
@TestInstance(Lifecycle.PER_CLASS)
class TlsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final CertificateAuthority ours = new CertificateAuthority("ours");
    private final CertificateAuthority others = new CertificateAuthority("somebody else's");

    private Path folder;
    private LocalPostgres server;
    private Path data;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        server = LocalPostgres.start();
        server.database(); // Migrated while everybody gets in.
        data = Path.of(ask("select current_setting('data_directory')"));
        Files.writeString(folder.resolve("ours.pem"), ours.certificate());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private PersistenceConfig config(String host, String authority) throws SQLException {
        Login runtime = server.login(DatabaseRole.RUNTIME);
        String url = runtime.url().replace("127.0.0.1", host) + "?sslmode=verify-full&sslrootcert="
                + folder.resolve(authority);
        return TestDatabase.config(server.database())
                .url(url)
                .connectionTimeout(Duration.ofSeconds(5))
                .poolSize(1)
                .build();
    }

    private void serve(CertificateAuthority authority, String name, Instant from, Instant until) throws Exception {
        CertificateAuthority.Certified certified = authority.certify(name, from, until);
        write("server.crt", certified.certificate());
        write("server.key", certified.key());
        // Nobody gets in without TLS but the administrator.
        Files.write(
                data.resolve("pg_hba.conf"),
                List.of(
                        "host all postgres 127.0.0.1/32 scram-sha-256",
                        "hostssl all all 127.0.0.1/32 scram-sha-256",
                        "hostssl all all ::1/128 scram-sha-256"));
        set("ssl = on");
        assertThat(ask("show ssl")).isEqualTo("on");
    }

    private void serveWell() throws Exception {
        serve(ours, "localhost", Instant.now().minus(HOUR), Instant.now().plus(HOUR));
    }

    private void write(String name, String text) throws IOException {
        Path file = data.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void set(String setting) throws Exception {
        try (Connection connection = server.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("alter system set " + setting);
            statement.execute("select pg_reload_conf()");
        }
        // The postmaster takes its time.
        String wanted = setting.replaceAll(".* = ", "");
        for (int i = 0; i < 100 && !ask("show ssl").equals(wanted); i++) {
            Thread.sleep(50);
        }
        Thread.sleep(100);
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = server.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void assertRefused(PersistenceConfig config, String why) {
        assertThatThrownBy(() -> TenantDatabase.open(config))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(why)
                .hasNoCause();
    }

    @Test
    void a_server_of_the_right_name_and_authority_is_talked_to_under_tls() throws Exception {
        serveWell();
        try (TenantDatabase database = TenantDatabase.open(config("localhost", "ours.pem"))) {
            UUID customer = TestDatabase.newCustomer(database, "Acme");
            assertThat(database.<Integer>read(
                            TenantScope.job(customer, "test", "test"),
                            session -> session.dsl().fetchCount(DASHBOARD)))
                    .isZero();
            assertThat(ask("select count(*) filter (where not s.ssl) || ' of ' || count(*) from pg_stat_ssl s"
                            + " join pg_stat_activity using (pid) where usename ~ '^operant_runtime'"))
                    .isEqualTo("0 of 1");
        }
    }

    @Test
    void a_server_without_tls_is_refused() throws Exception {
        set("ssl = off");
        assertRefused(config("localhost", "ours.pem"), "the server offers no TLS");
    }

    @Test
    void a_certificate_for_another_name_is_refused() throws Exception {
        serve(ours, "db.example.com", Instant.now().minus(HOUR), Instant.now().plus(HOUR));
        assertRefused(config("localhost", "ours.pem"), "the server's certificate is for another name than the url's");
    }

    @Test
    void an_address_that_the_certificate_does_not_name_is_refused() throws Exception {
        serveWell();
        assertRefused(config("127.0.0.1", "ours.pem"), "the server's certificate is for another name than the url's");
    }

    @Test
    void a_certificate_of_an_authority_that_nobody_named_is_refused() throws Exception {
        serve(others, "localhost", Instant.now().minus(HOUR), Instant.now().plus(HOUR));
        assertRefused(config("localhost", "ours.pem"), "from no authority that is trusted");
    }

    @Test
    void an_expired_certificate_is_refused() throws Exception {
        serve(ours, "localhost", Instant.now().minus(HOUR), Instant.now().minusSeconds(10));
        assertRefused(config("localhost", "ours.pem"), "the server's certificate has expired");
    }

    @Test
    void a_certificate_that_is_not_valid_yet_is_refused() throws Exception {
        serve(ours, "localhost", Instant.now().plus(HOUR), Instant.now().plus(HOUR.multipliedBy(2)));
        assertRefused(config("localhost", "ours.pem"), "is not valid yet");
    }

    @Test
    void an_authority_that_is_not_there_is_told() throws Exception {
        serveWell();
        assertRefused(config("localhost", "nobody.pem"), "the file that sslrootcert names can't be read");
    }

    @Test
    void a_login_that_the_server_lets_in_under_tls_only_is_not_let_in_without() throws Exception {
        serveWell();
        assertRefused(
                TestDatabase.config(server.database())
                        .url(server.login(DatabaseRole.RUNTIME).url() + "?sslmode=disable")
                        .poolSize(1)
                        .build(),
                "the server refuses the login or its password");
    }
}
