package com.operanttechnologies.persistence.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.panel.AccountRepository;
import com.operanttechnologies.persistence.panel.AccountRole;
import com.operanttechnologies.persistence.panel.Customers;
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
        own = ThrowawayDatabase.create(TestDatabase.database().administrator());
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
