package com.operanttechnologies.persistence.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.Gateway;
import com.operanttechnologies.persistence.gateway.SignInCandidate;
import com.operanttechnologies.persistence.panel.AccountRepository;
import com.operanttechnologies.persistence.panel.AccountRole;
import com.operanttechnologies.persistence.panel.Customers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What a program of the operator's does when a person asks. */
@Tag("PRV-4")
class SubjectRequestsTest {

    private static ThrowawayDatabase own;
    private static TenantDatabase database;

    private final UUID customer = UUID.randomUUID();
    private SubjectRequests requests;
    private UUID owner;
    private UUID jo;

    @BeforeAll
    static void start() throws Exception {
        own = TestDatabase.own();
        database = TenantDatabase.open(TestDatabase.config(own).build());
    }

    @AfterAll
    static void stop() {
        database.close();
        own.close();
    }

    @BeforeEach
    void signUp() {
        Login operator = own.login(DatabaseRole.OPERATOR);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(operator.url());
        source.setUser(operator.username());
        source.setPassword(operator.password());
        requests = new SubjectRequests(source);
        database.execute(
                TenantScope.signUp(customer, "request"), session -> new Customers(session).signUp("Example & Co"));
        owner = account("owner@example.com", "Owner", AccountRole.OWNER);
        jo = account("jo@example.com", "Joe", AccountRole.MEMBER);
    }

    @Test
    void what_is_held_about_a_person_is_told_and_put_right() {
        UUID request = receive(jo, SubjectRequestKind.CORRECTION);
        List<HeldRecord> held = new ArrayList<>();
        requests.collect(request, held::add);
        assertThat(held)
                .anySatisfy(row -> assertThat(row.row()).contains("jo@example.com", "Joe"))
                .extracting(HeldRecord::table)
                .contains("panel.account");
        assertThat(requests.correct(request, database, "Jo").displayName()).isEqualTo("Jo");
        requests.close(request, true, "jane", "is corrected");
        assertThatThrownBy(() -> requests.correct(request, database, "Joe")).isInstanceOf(RefusedException.class);
    }

    @Test
    @Tag("PAN-1")
    void a_work_email_is_put_right_and_the_person_signs_in_with_the_new_one_and_not_with_the_former() {
        UUID request = receive(jo, SubjectRequestKind.CORRECTION);
        Gateway gateway = database.gateway();
        SignInCandidate here = new SignInCandidate(customer, jo);
        assertThat(gateway.signIn("jo@example.com", "192.0.2.1")).contains(here);
        assertThatThrownBy(() -> requests.correctEmail(request, database, new EmailAddress("owner@example.com")))
                .as("somebody else's")
                .isInstanceOf(DuplicateException.class);
        assertThat(gateway.signIn("jo@example.com", "192.0.2.1"))
                .as("nothing of a correction that failed")
                .contains(here);
        String corrected = "jo." + customer + "@example.com";
        assertThat(requests.correctEmail(request, database, new EmailAddress(corrected))
                        .email()
                        .value())
                .isEqualTo(corrected);
        assertThat(gateway.signIn("jo@example.com", "192.0.2.1")).doesNotContain(here);
        assertThat(gateway.signIn(corrected, "192.0.2.1")).containsExactly(here);
        List<HeldRecord> held = new ArrayList<>();
        requests.collect(request, held::add);
        assertThat(held)
                .as("the former address, also in the audit log")
                .noneSatisfy(row -> assertThat(row.row()).contains("jo@example.com"));
        requests.close(request, true, "jane", "is corrected");
        assertThatThrownBy(() -> requests.correctEmail(request, database, new EmailAddress("jo@example.com")))
                .isInstanceOf(RefusedException.class);
    }

    /** By class, from the catalogue: what is said of a person and can't be corrected would be found here. */
    @Test
    void every_text_that_the_layer_holds_of_account_holders_can_be_put_right_or_is_no_statement_about_them()
            throws Exception {
        List<String> texts = new ArrayList<>();
        try (Connection connection = own.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select t.schema_name || '.' || t.table_name || '.' || a.attname"
                                + " from tenancy.tenant_table t"
                                + " join pg_attribute a on a.attrelid = format('%I.%I', t.schema_name, t.table_name)::regclass"
                                + "  and a.attnum > 0 and a.atttypid = 'text'::regtype"
                                + " where t.data_class = 'account' order by 1")) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        assertThat(texts)
                .containsExactlyInAnyOrder(
                        // correctEmail, correct; what else there is is chosen from a list, by the person or an owner.
                        "panel.account.email",
                        "panel.account.display_name",
                        "panel.account.role",
                        "panel.account.theme",
                        "panel.answerable_owner.role",
                        "panel.email_preference.topic",
                        "panel.unsubscribe_link.topic",
                        "panel.policy_notice.channel",
                        // Of whoever is no account holder yet: revoked, and sent anew to the right address.
                        "panel.invitation.email",
                        "panel.invitation.invited_by",
                        "panel.invitation.role",
                        "panel.invitation.state",
                        // Of the organisation.
                        "tenancy.customer.name",
                        "tenancy.customer.country",
                        "tenancy.customer.processed_in",
                        "tenancy.customer.transfer_mechanism");
    }

    @Test
    void a_person_is_deleted_who_asked_for_it_but_not_the_owner_who_answers() {
        UUID request = receive(jo, SubjectRequestKind.DELETION);
        assertThatThrownBy(() -> requests.correct(request, database, "Jo")).isInstanceOf(RefusedException.class);
        requests.delete(request);
        requests.close(request, true, "jane", "is deleted");
        assertThat(database.<Boolean>read(
                        TenantScope.job(customer, "test", "request"),
                        session -> new AccountRepository(session).find(jo).isPresent()))
                .isFalse();
        UUID owners = receive(owner, SubjectRequestKind.DELETION);
        assertThatThrownBy(() -> requests.delete(owners)).isInstanceOf(RefusedException.class);
        requests.close(owners, false, "jane", "has to name another owner first");
    }

    @Test
    void an_end_user_is_told_which_customer_to_turn_to() {
        assertThat(requests.refer(customer, "jane", "mail to privacy@"))
                .contains("direct your request to Example & Co");
        assertThatThrownBy(() -> requests.refer(UUID.randomUUID(), "jane", "mail to privacy@"))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> receive(UUID.randomUUID(), SubjectRequestKind.ACCESS))
                .isInstanceOf(NotFoundException.class);
    }

    private UUID account(String email, String name, AccountRole role) {
        return database.transact(
                        TenantScope.job(customer, "test", "request"),
                        session -> new AccountRepository(session).create(new EmailAddress(email), name, role))
                .accountId();
    }

    private UUID receive(UUID account, SubjectRequestKind kind) {
        return requests.receive(customer, account, kind, "jane", "mail to privacy@");
    }
}
