package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the repository does so that a Customer keeps an owner; what the database does is in {@link LastOwnerSqlTest}.
 */
@Tag("PAN-6")
class LastOwnerTest {

    private static final int ROUNDS = 10;

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");

    @Test
    void the_first_owner_answers_for_the_customer() {
        assertThat(answerable()).isEmpty();
        create(AccountRole.ADMIN);
        assertThat(answerable()).isEmpty();
        Account first = create(AccountRole.OWNER);
        create(AccountRole.OWNER);
        assertThat(answerable()).contains(first.accountId());
    }

    @Test
    void who_is_made_an_owner_answers_where_nobody_does() {
        Account member = create(AccountRole.MEMBER);
        Account owner = changeRole(member, AccountRole.OWNER);
        assertThat(owner.role()).isEqualTo(AccountRole.OWNER);
        assertThat(owner.version()).isEqualTo(2);
        assertThat(answerable()).contains(member.accountId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "admin", "member", "viewer"})
    void the_last_owner_stays_and_the_refusal_says_what_to_do(String change) {
        Account owner = create(AccountRole.OWNER);
        create(AccountRole.ADMIN);
        sessions.perform(acme, session -> {
            AccountRepository accounts = new AccountRepository(session);
            assertThatThrownBy(() -> apply(accounts, change, owner))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(owner.accountId() + " is the last owner of this Customer")
                    .hasMessageContaining("make somebody else an owner first");
            assertThat(accounts.find(owner.accountId()))
                    .as("the transaction is usable still")
                    .contains(owner);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "admin", "member", "viewer"})
    void where_there_is_another_owner_that_one_answers_from_now_on(String change) {
        Account leaving = create(AccountRole.OWNER);
        Account second = create(AccountRole.OWNER);
        create(AccountRole.OWNER);
        accounts(accounts -> apply(accounts, change, leaving));
        assertThat(answerable()).as("the longest-standing").contains(second.accountId());
    }

    @Test
    void an_owner_who_does_not_answer_goes_like_anybody() {
        Account first = create(AccountRole.OWNER);
        Account second = create(AccountRole.OWNER);
        Account third = create(AccountRole.OWNER);
        assertThat(changeRole(second, AccountRole.VIEWER).role()).isEqualTo(AccountRole.VIEWER);
        accounts(accounts -> apply(accounts, "delete", third));
        assertThat(answerable()).contains(first.accountId());
    }

    @Test
    void another_owner_can_be_made_answerable_and_nobody_else() {
        Account owner = create(AccountRole.OWNER);
        Account admin = create(AccountRole.ADMIN);
        assertThatThrownBy(() -> makeAnswerable(admin.accountId()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is no owner");
        assertThatThrownBy(() -> makeAnswerable(UUID.randomUUID())).isInstanceOf(NotFoundException.class);
        assertThat(answerable()).contains(owner.accountId());
        changeRole(admin, AccountRole.OWNER);
        makeAnswerable(admin.accountId());
        assertThat(answerable()).contains(admin.accountId());
    }

    @Test
    void a_role_is_changed_once_for_each_version_read_and_a_late_change_hands_nothing_over() {
        Account owner = create(AccountRole.OWNER);
        create(AccountRole.OWNER);
        Account renamed = sessions.transact(
                acme,
                session -> new AccountRepository(session)
                        .updateProfile(owner.accountId(), owner.version(), "Renamed", Theme.DARK));
        sessions.perform(acme, session -> {
            AccountRepository accounts = new AccountRepository(session);
            assertThatThrownBy(() ->
                            accounts.changeRole(owner.accountId(), owner.version(), AccountRole.ADMIN, People.CAUSE))
                    .isInstanceOfSatisfying(
                            ConflictException.class,
                            e -> assertThat(e.currentVersion()).isEqualTo(renamed.version()));
        });
        assertThat(answerable()).contains(owner.accountId());
        assertThatThrownBy(() -> sessions.perform(
                        acme,
                        session -> new AccountRepository(session)
                                .changeRole(UUID.randomUUID(), 1, AccountRole.OWNER, People.CAUSE)))
                .isInstanceOf(NotFoundException.class);
    }

    /** Each of two owners takes the other one away, in real transactions that start together. */
    @ParameterizedTest
    @ValueSource(strings = {"delete", "member"})
    void of_two_owners_who_remove_each_other_at_the_same_time_one_stays(String change) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            TenantScope customer = sessions.newCustomer("Two owners");
            Account ada = create(customer, AccountRole.OWNER);
            Account bob = create(customer, AccountRole.OWNER);
            ConcurrentLinkedQueue<Account> victims = new ConcurrentLinkedQueue<>(List.of(ada, bob));
            List<String> outcomes = Concurrently.run(2, () -> {
                Account victim = victims.remove();
                try {
                    return sessions.transact(
                            customer, session -> apply(new AccountRepository(session), change, victim));
                } catch (RefusedException e) {
                    return "refused";
                }
            });
            assertThat(outcomes).containsExactlyInAnyOrder("done", "refused");
            List<Account> owners = sessions.transact(
                    customer,
                    session -> List.of(ada, bob).stream()
                            .flatMap(owner -> new AccountRepository(session).find(owner.accountId()).stream())
                            .filter(owner -> owner.role() == AccountRole.OWNER)
                            .toList());
            assertThat(owners).hasSize(1);
            assertThat(answerable(customer)).contains(owners.get(0).accountId());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OWNER, OWNER, true", "OWNER, VIEWER, true", "ADMIN, OWNER, false", "ADMIN, MEMBER, true",
        "MEMBER, ADMIN, false", "MEMBER, MEMBER, true", "VIEWER, MEMBER, false", "VIEWER, VIEWER, true"
    })
    void a_role_includes_itself_and_those_that_may_do_less(AccountRole role, AccountRole other, boolean includes) {
        assertThat(role.includes(other)).isEqualTo(includes);
    }

    private static String apply(AccountRepository accounts, String change, Account account) {
        if (change.equals("delete")) {
            accounts.delete(account.accountId(), People.CAUSE);
        } else {
            accounts.changeRole(account.accountId(), account.version(), AccountRole.of(change), People.CAUSE);
        }
        return "done";
    }

    private Account changeRole(Account account, AccountRole role) {
        return accounts(accounts -> accounts.changeRole(account.accountId(), account.version(), role, People.CAUSE));
    }

    private void makeAnswerable(UUID accountId) {
        sessions.perform(acme, session -> new AccountRepository(session).makeAnswerable(accountId));
    }

    private Account create(AccountRole role) {
        return create(acme, role);
    }

    private Account create(TenantScope customer, AccountRole role) {
        return sessions.transact(
                customer, session -> new AccountRepository(session).create(People.newEmail(), "Ada", role));
    }

    private Optional<UUID> answerable() {
        return answerable(acme);
    }

    private Optional<UUID> answerable(TenantScope customer) {
        return sessions.read(
                customer,
                session -> new AccountRepository(session).answerableOwner().map(Account::accountId));
    }

    private <T> T accounts(Function<AccountRepository, T> work) {
        return sessions.transact(acme, session -> work.apply(new AccountRepository(session)));
    }
}
