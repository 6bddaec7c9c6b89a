package com.operanttechnologies.tenancytests.tour;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.panel.AccountRepository;
import com.operanttechnologies.persistence.privacy.CustomerErasure;
import com.operanttechnologies.persistence.privacy.ErasureCertificate;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import com.operanttechnologies.tenancytests.tour.story.Both;
import com.operanttechnologies.tenancytests.tour.story.DashboardFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What becomes of the tour's Customers afterwards, by the command line as an operator has it: one is erased and gets
 * its certificate, of the other one somebody changes the audit log. Prints what the operator sees.
 */
@ExtendWith(PostgresExtension.class)
@Tag("thorough")
class AfterTheStoryTest {

    private static ThrowawayDatabase migrated;
    private static TourLayer layer;
    private static Both<Company> companies;

    private record Told(int exitCode, String text) {}

    @BeforeAll
    static void tell(PostgresUnderTest server) throws Exception {
        migrated = server.newDatabase();
        layer = TourLayer.open(migrated);
        Story story = new Story(layer.layer(), new Narration(new PrintWriter(new StringWriter(), true)));
        companies = story.tell(DashboardFile.ofTheTour(), UserAgents.ofTheTour());
    }

    @AfterAll
    static void close() {
        layer.close();
        migrated.close();
    }

    @Test
    @Tag("PRV-2")
    @Tag("PRV-5")
    void a_customer_with_rows_of_all_products_is_erased_and_gets_a_certificate_while_the_other_one_keeps_its_people()
            throws Exception {
        String customer = companies.first().scope().customerId().toString();
        String order = "--ordered-by jane --reason cancelled";
        assertThat(operantDb(DatabaseRole.OPERATOR, "customer terminate " + customer + " " + order + " --grace-days 1")
                        .exitCode())
                .isZero();
        assertThat(operantDb(DatabaseRole.OPERATOR, "erase " + customer + " " + order)
                        .exitCode())
                .as("within the grace period")
                .isNotZero();
        asSuperuser(
                "update tenancy.lifecycle set since = now() - interval '2 days', erase_after = now() - interval '1 day'"
                        + " where customer_id = '" + customer + "'");
        Told erased = operantDb(DatabaseRole.OPERATOR, "erase " + customer + " " + order);
        assertThat(erased.exitCode()).as(erased.text()).isZero();
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        ErasureCertificate certificate = new CustomerErasure(operator(), CustomerErasure.DEFAULT_BATCH)
                .certify(companies.first().scope().customerId(), keys.getPrivate());
        System.out.println(certificate.document() + "\nsignature " + certificate.signature());
        assertThat(certificate.isSignedBy(keys.getPublic())).isTrue();
        assertThat(certificate.document())
                .contains(
                        "\"table\" : \"relay.screen\"",
                        "\"table\" : \"agent.message\"",
                        "\"table\" : \"quoting.sent_quote\"",
                        "\"replaced_by\" : \"erased@invalid\"")
                .doesNotContain("\"left\" : 1");
        int people = layer.layer()
                .application()
                .read(
                        companies.second().scope(),
                        session -> new AccountRepository(session)
                                .list(PageRequest.first(10))
                                .items()
                                .size());
        assertThat(people).isEqualTo(2);
    }

    @Test
    @Tag("PRV-1")
    @Tag("PRV-6")
    void the_register_of_processing_tells_of_every_table_why_and_how_long() throws Exception {
        Told map = operantDb(DatabaseRole.OPERATOR, "data-map");
        assertThat(map.exitCode()).isZero();
        System.out.println(map.text()
                .substring(map.text().indexOf("## panel.account"))
                .lines()
                .limit(25)
                .reduce("", (a, b) -> a + b + "\n"));
        assertThat(map.text().lines().filter(line -> line.startsWith("## ")))
                .hasSizeGreaterThan(70)
                .contains("## panel.account", "## gateway.secret", "## audit.entry");
        assertThat(map.text())
                .doesNotContain("- purpose: null")
                .contains("- kept: ", "(erased@invalid once the Customer is erased)")
                .doesNotContain("( once");
    }

    @Test
    @Tag("PAN-8")
    @Tag("SEC-4")
    void a_changed_audit_log_is_found_and_the_entry_is_named() throws Exception {
        Told before = operantDb(DatabaseRole.AUDITOR, "audit verify");
        assertThat(before.exitCode()).as(before.text()).isZero();
        String customer = companies.second().scope().customerId().toString();
        asSuperuser(
                "set session_replication_role = replica; update audit.entry set reason = 'nothing happened' where number = 2"
                        + " and customer_id = '" + customer + "'");
        Told after = operantDb(DatabaseRole.AUDITOR, "audit verify");
        System.out.println(before.text() + after.text());
        assertThat(after.exitCode()).isEqualTo(1);
        assertThat(after.text()).contains("BROKEN Customer " + customer + ", entry ");
    }

    private static PGSimpleDataSource operator() {
        Login login = migrated.login(DatabaseRole.OPERATOR);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(login.url());
        source.setUser(login.username());
        source.setPassword(login.password());
        return source;
    }

    /** Nobody but a superuser moves the clock, or gets at the audit log. */
    private static void asSuperuser(String sql) throws SQLException {
        try (Connection superuser = migrated.administrator().connect();
                Statement statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Told operantDb(DatabaseRole role, String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "com.operanttechnologies.migrations.cli.OperantDb"));
        command.addAll(List.of(arguments.split(" ")));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        Login login = migrated.login(role);
        process.environment()
                .putAll(Map.of(
                        "OPERANT_DB_URL", login.url(), "PGUSER", login.username(), "PGPASSWORD", login.password()));
        Process running = process.start();
        String text = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(running.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Told(running.exitValue(), text);
    }
}
