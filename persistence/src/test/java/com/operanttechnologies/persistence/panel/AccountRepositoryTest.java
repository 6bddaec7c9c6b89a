package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.gateway.SignInCandidate;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("PAN-1")
class AccountRepositoryTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final TenantScope other = sessions.newCustomer("Other");
    private final EmailAddress email = People.newEmail();

    @Test
    void an_account_is_found_by_id_and_email() {
        Account ada = create(acme, "Ada");
        assertThat(ada.role()).isEqualTo(AccountRole.ADMIN);
        assertThat(ada.theme()).isEqualTo(Theme.LIGHT);
        assertThat(this.<Optional<Account>>accounts(acme, accounts -> accounts.find(ada.accountId())))
                .contains(ada);
        assertThat(this.<Optional<Account>>accounts(acme, accounts -> accounts.findByEmail(email)))
                .contains(ada);
    }

    @Test
    void the_same_email_may_have_an_account_at_two_customers_but_one_at_each() {
        Account here = create(acme, "Ada");
        Account there = create(other, "Ada");
        assertThat(sessions.gateway().signIn(email.value(), "192.0.2.1"))
                .containsExactlyInAnyOrder(
                        new SignInCandidate(acme.customerId(), here.accountId()),
                        new SignInCandidate(other.customerId(), there.accountId()));
        assertThatThrownBy(() -> create(acme, "Impostor")).isInstanceOf(DuplicateException.class);
    }

    @Test
    void another_customer_can_neither_see_nor_change_nor_delete_an_account() {
        Account ada = create(acme, "Ada");
        assertThat(this.<Optional<Account>>accounts(other, accounts -> accounts.find(ada.accountId())))
                .isEmpty();
        assertThat(this.<Optional<Account>>accounts(other, accounts -> accounts.findByEmail(email)))
                .isEmpty();
        assertThat(accounts(other, accounts -> accounts.list(PageRequest.first(200)))
                        .items())
                .isEmpty();
        assertThatThrownBy(() -> update(other, ada, "Mallory")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> delete(other, ada)).isInstanceOf(NotFoundException.class);
        assertThat(this.<Optional<Account>>accounts(acme, accounts -> accounts.find(ada.accountId())))
                .contains(ada);
    }

    @Test
    @Tag("PAN-5")
    @Tag("PAN-11")
    void a_profile_is_updated_once_for_each_version_read() {
        Account ada = create(acme, "Ada");
        Account updated = update(acme, ada, "Ada King");
        assertThat(updated.displayName()).isEqualTo("Ada King");
        assertThat(updated.theme()).isEqualTo(Theme.DARK);
        assertThat(updated.version()).isEqualTo(2);
        assertThatThrownBy(() -> update(acme, ada, "Ada Byron"))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.currentVersion()).isEqualTo(2));
        assertThat(this.<Optional<Account>>accounts(acme, accounts -> accounts.find(ada.accountId())))
                .contains(updated);
    }

    @Test
    void pages_hold_every_account_once_in_the_order_of_names() {
        List<String> names = List.of("Zoe", "Ada", "Ada", "Émile", "Bob", "Ada", "ada");
        names.forEach(name -> sessions.transact(
                acme, session -> new AccountRepository(session).create(People.newEmail(), name, AccountRole.VIEWER)));
        List<Account> paged = new ArrayList<>();
        Page<Account, AccountCursor> page = accounts(acme, accounts -> accounts.list(PageRequest.first(2)));
        paged.addAll(page.items());
        while (page.next().isPresent()) {
            AccountCursor after = page.next().get();
            page = accounts(acme, accounts -> accounts.list(PageRequest.after(after, 2)));
            assertThat(page.items()).isNotEmpty();
            paged.addAll(page.items());
        }
        assertThat(paged)
                .doesNotHaveDuplicates()
                .isEqualTo(accounts(acme, accounts -> accounts.list(PageRequest.first(200)))
                        .items());
        assertThat(paged).extracting(Account::displayName).containsExactlyInAnyOrderElementsOf(names);
        assertThat(accounts(acme, accounts -> accounts.list(PageRequest.first(7)))
                        .next())
                .isEmpty();
    }

    @Test
    @Tag("PAN-4")
    void a_deleted_account_can_t_sign_in_and_its_cookies_resolve_no_more() {
        Account ada = create(acme, "Ada");
        OpenedSession opened = sessions.transact(
                acme, session -> new SessionRepository(session).open(ada.accountId(), Duration.ofHours(1)));
        delete(acme, ada);
        assertThat(this.<Optional<Account>>accounts(acme, accounts -> accounts.find(ada.accountId())))
                .isEmpty();
        assertThat(sessions.gateway().signIn(email.value(), "192.0.2.1")).isEmpty();
        assertThat(sessions.gateway()
                        .resolve(SecretKind.SESSION, opened.cookie().value()))
                .isEqualTo(Optional.empty());
        assertThatThrownBy(() -> delete(acme, ada)).isInstanceOf(NotFoundException.class);
    }

    private Account create(TenantScope scope, String name) {
        return accounts(scope, accounts -> accounts.create(email, name, AccountRole.ADMIN));
    }

    private Account update(TenantScope scope, Account account, String name) {
        return accounts(
                scope, accounts -> accounts.updateProfile(account.accountId(), account.version(), name, Theme.DARK));
    }

    private void delete(TenantScope scope, Account account) {
        sessions.perform(scope, session -> new AccountRepository(session).delete(account.accountId(), People.CAUSE));
    }

    private <T> T accounts(TenantScope scope, Function<AccountRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new AccountRepository(session)));
    }
}
