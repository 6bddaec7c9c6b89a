package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SealedScope;
import com.operanttechnologies.migrations.SharedDatabase;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A person asks what is held about them, or to have it deleted; by the command line, as who is on call does it. */
@Tag("PRV-4")
@Tag("thorough")
class SubjectRequestTest {

    private static final UUID CUSTOMER = UUID.fromString("0197a000-0000-7000-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("0197a000-0000-7000-8000-000000000002");
    private static final UUID OWNER = UUID.fromString("0197a000-0000-7000-8000-00000000000a");
    private static final UUID JO = UUID.fromString("0197a000-0000-7000-8000-00000000000b");

    private StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private ThrowawayDatabase database;

    @BeforeEach
    void signUp() throws Exception {
        database = SharedDatabase.get().copy();
        for (UUID customer : new UUID[] {CUSTOMER, OTHER}) {
            try (Connection runtime = SealedScope.of(database, customer).begin();
                    Statement statement = runtime.createStatement()) {
                for (String sql : ("insert into tenancy.customer (customer_id, name) values (C, 'Example & Co')"
                                + ";insert into panel.account (customer_id, account_id, email, display_name, role) values"
                                + " (C, O, 'owner@example.com', 'Owner', 'owner'), (C, J, 'jo@example.com', 'Jo', 'member')"
                                + ";insert into panel.answerable_owner (customer_id, account_id) values (C, O)"
                                + ";insert into panel.session (customer_id, cookie_hash, account_id, created_at, expires_at)"
                                + " values (C, sha256(uuid_send(J)), J, now(), now() + interval '1 day')"
                                + ";insert into panel.invitation (customer_id, invitation_id, email, role, expires_at) values"
                                + " (C, gen_random_uuid(), 'jo@example.com', 'member', now() + interval '1 day'),"
                                + " (C, gen_random_uuid(), 'another@example.com', 'member', now() + interval '1 day')"
                                + ";insert into stage.dashboard (customer_id, dashboard_id, title)"
                                + " values (C, gen_random_uuid(), 'Sales'), (C, gen_random_uuid(), 'Stock')"
                                + ";insert into stage.viewer (customer_id, viewer_id, name, email)"
                                + " values (C, gen_random_uuid(), 'Jo as a viewer', 'jo@example.com')"
                                + ";insert into usage.event (customer_id, event_id, kind, name, account_id, occurred_at)"
                                + " select C, gen_random_uuid(), 'request', 'dashboard.opened', a, now()"
                                + " from unnest(array[O, J, J]) a"
                                + ";select audit.append('account.invited', 'account', text(J), null, 'a test', 'r', '{}')"
                                + ";select gateway.register_sign_in(sha256(uuid_send(J)), J)"
                                + ";select gateway.issue('session', sha256(uuid_send(C)), J, now() + interval '1 day', null)")
                        .split(";")) {
                    statement.execute(sql.replaceAll("\\bC\\b", "'" + customer + "'::uuid")
                            .replaceAll("\\bO\\b", "'" + OWNER + "'::uuid")
                            .replaceAll("\\bJ\\b", "'" + JO + "'::uuid"));
                }
                runtime.commit();
            }
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void what_is_held_about_an_account_holder_is_collected_and_nothing_of_anybody_else() {
        String request = receive(JO, "access");
        run("subject", "collect", request);
        assertThat(out.toString().lines().map(line -> line.replaceAll(".*\"table\" : \"([a-z._]+)\".*", "$1")))
                .containsExactlyInAnyOrder(
                        "panel.account",
                        "panel.session",
                        "panel.invitation",
                        "stage.viewer",
                        "usage.event",
                        "usage.event",
                        "audit.entry",
                        "audit.entry");
        assertThat(out.toString())
                .contains(
                        "\"display_name\": \"Jo\"",
                        "\"shown\": false",
                        "for security, debugging and aggregate analytics")
                .doesNotContain(OTHER.toString(), "owner@example.com", "cookie_hash", "another@example.com");
        assertThat(run("subject", "close", request, "--as", "answered", "--ordered-by", "jane", "--reason", "was sent"))
                .isZero();
        assertThat(actions()).isEqualTo("subject_request.received job.opened subject_request.answered");
    }

    @Test
    void what_is_held_about_an_account_holder_is_deleted_and_the_customers_own_stays() throws Exception {
        String request = receive(JO, "deletion");
        assertThat(run("subject", "close", request, "--as", "answered", "--ordered-by", "jane", "--reason", "is done"))
                .as("it isn't, yet")
                .isEqualTo(ExitCode.FAILED);
        assertThat(run("subject", "delete", request)).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains(
                        "gateways: 2 removed",
                        "usage.event: 2 removed",
                        "panel.account: 1 removed",
                        "panel.invitation: 1");
        assertThat(superuser("select string_agg(format('%s %s', t, n), ', ' order by t) from ("
                        + "select 'accounts' t, count(*) n from panel.account where customer_id = '" + CUSTOMER + "'"
                        + " union all select 'dashboards', count(*) from stage.dashboard where customer_id = '"
                        + CUSTOMER + "'"
                        + " union all select 'events', count(*) from usage.event where customer_id = '" + CUSTOMER + "'"
                        + " union all select 'of the other', count(*) from panel.account where customer_id = '" + OTHER
                        + "'"
                        + " union all select 'sign-ins', count(*) from gateway.sign_in where customer_id = '" + CUSTOMER
                        + "'"
                        + " union all select 'secrets', count(*) from gateway.secret where customer_id = '" + CUSTOMER
                        + "'"
                        + " union all select 'viewers', count(*) from stage.viewer where customer_id = '" + CUSTOMER
                        + "') c"))
                .isEqualTo("accounts 1, dashboards 2, events 1, of the other 2, secrets 0, sign-ins 0, viewers 1");
        assertThat(run("subject", "close", request, "--as", "answered", "--ordered-by", "jane", "--reason", "is done"))
                .isZero();
        assertThat(run("subject", "delete", request)).as("it was closed").isEqualTo(ExitCode.FAILED);
    }

    @Test
    void the_owner_who_answers_for_a_customer_and_what_is_under_a_hold_are_not_deleted() throws Exception {
        String owners = receive(OWNER, "deletion");
        assertThat(run("subject", "delete", owners)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("Another owner has to take over first");
        String jos = receive(JO, "deletion");
        superuser("insert into tenancy.legal_hold (customer_id, reason, placed_by, ends_at) values ('" + CUSTOMER
                + "', 'proceedings 12', 'counsel', now() + interval '1 day') returning 1");
        assertThat(run("subject", "delete", jos)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("legal hold stands");
        assertThat(superuser("select count(*) from gateway.sign_in")).isEqualTo("2");
    }

    @Test
    void a_request_for_access_deletes_nothing() throws Exception {
        assertThat(run("subject", "delete", receive(JO, "access"))).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("no open request to delete this account");
        assertThat(superuser("select count(*) from panel.account")).isEqualTo("4");
    }

    @Test
    void an_end_user_is_answered_with_the_customer_to_turn_to_and_nobody_is_looked_for() {
        out = new StringWriter();
        assertThat(run(
                        "subject",
                        "refer",
                        CUSTOMER.toString(),
                        "--ordered-by",
                        "jane",
                        "--reason",
                        "wrote to privacy@"))
                .isZero();
        assertThat(out.toString())
                .contains("held in the account of Example & Co", "direct your request to Example & Co");
        assertThat(actions()).isEqualTo("subject_request.referred");
    }

    @Test
    void a_request_is_due_in_a_month_in_three_at_most_and_an_overdue_one_is_told() throws Exception {
        String request = receive(JO, "correction");
        assertThat(superuser("select due_at = received_at + interval '1 month' from privacy.subject_request"))
                .isEqualTo("t");
        assertThat(extend(request, "80")).isZero();
        assertThat(extend(request, "100")).isEqualTo(ExitCode.FAILED);
        assertThat(run("subject", "list")).isZero();
        superuser(
                "update privacy.subject_request set received_at = now() - interval '40 days', due_at = now() - interval '9 days'"
                        + " returning 1");
        assertThat(run("subject", "list")).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString()).contains(request + " correction received OVERDUE since");
    }

    @Test
    @Tag("SEC-5")
    void nobody_but_the_operator_handles_requests() {
        for (DatabaseRole role : new DatabaseRole[] {
            DatabaseRole.RUNTIME, DatabaseRole.SUPPORT, DatabaseRole.AUDITOR, DatabaseRole.ANALYTICS
        }) {
            assertThat(runAs(role, "subject", "list")).isEqualTo(ExitCode.FAILED);
        }
        assertThat(err.toString()).contains("permission denied");
    }

    private int extend(String request, String days) {
        return run("subject", "extend", request, "--days", days, "--ordered-by", "jane", "--reason", "it is a lot");
    }

    private String receive(UUID account, String kind) {
        out = new StringWriter();
        assertThat(run(
                        "subject",
                        "receive",
                        CUSTOMER.toString(),
                        account.toString(),
                        "--kind",
                        kind,
                        "--ordered-by",
                        "jane",
                        "--reason",
                        "wrote to privacy@"))
                .as(err.toString())
                .isZero();
        String request = out.toString().strip();
        out = new StringWriter();
        return request;
    }

    /** What the Customer's audit log says since it signed up. */
    private String actions() {
        try {
            return superuser(
                    "select string_agg(action, ' ' order by number) from audit.entry where number > 1 and customer_id = '"
                            + CUSTOMER + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String superuser(String sql) throws SQLException {
        try (Connection superuser = database.administrator().connect();
                Statement statement = superuser.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private int run(String... arguments) {
        return runAs(DatabaseRole.OPERATOR, arguments);
    }

    private int runAs(DatabaseRole role, String... arguments) {
        Login login = database.login(role);
        return OperantDb.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Map.of("OPERANT_DB_URL", login.url(), "PGUSER", login.username(), "PGPASSWORD", login.password()),
                arguments);
    }
}
