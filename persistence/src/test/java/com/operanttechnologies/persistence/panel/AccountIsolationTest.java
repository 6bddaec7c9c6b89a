package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.page.PageRequest;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One Customer tries every method about accounts and invitations on what another Customer has. */
@Tag("PAN-1")
@Tag("PAN-6")
class AccountIsolationTest {

    private static final String NOTHING =
            "\\[]|Optional.empty|NotFoundException \\(SQLState 02000\\): This Customer has no .*";
    /** They take no id, so there is nothing of another Customer's to name. */
    private static final Set<String> MAKE_SOMETHING_NEW = Set.of("create", "invite");

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope victim = sessions.newCustomer("Victim");
    private final TenantScope attacker = sessions.newCustomer("Attacker");
    private final Account account = sessions.transact(victim, session -> {
        AccountRepository accounts = new AccountRepository(session);
        accounts.create(People.newEmail(), "Ada", AccountRole.OWNER);
        return accounts.create(People.newEmail(), "Bob", AccountRole.OWNER);
    });
    private final Invitation invitation = sessions.transact(
                    victim,
                    session -> new InvitationRepository(session)
                            .invite(People.newEmail(), AccountRole.MEMBER, Duration.ofDays(1), People.CAUSE))
            .invitation();

    private interface Attempt {
        Object on(TenantSession session, UUID account, UUID invitation);
    }

    private final Map<String, Attempt> attempts = new TreeMap<>(Map.ofEntries(
            Map.entry("AccountRepository.find", (s, a, i) -> new AccountRepository(s).find(a)),
            Map.entry(
                    "AccountRepository.findByEmail",
                    (s, a, i) -> new AccountRepository(s).findByEmail(account.email())),
            Map.entry(
                    "AccountRepository.list",
                    (s, a, i) ->
                            new AccountRepository(s).list(PageRequest.first(9)).items()),
            Map.entry("AccountRepository.answerableOwner", (s, a, i) -> new AccountRepository(s).answerableOwner()),
            Map.entry(
                    "AccountRepository.updateProfile",
                    (s, a, i) -> new AccountRepository(s).updateProfile(a, 1, "Mine", Theme.DARK)),
            Map.entry(
                    "AccountRepository.changeRole",
                    (s, a, i) -> new AccountRepository(s).changeRole(a, 1, AccountRole.VIEWER, People.CAUSE)),
            Map.entry(
                    "AccountRepository.changeEmail",
                    (s, a, i) -> new AccountRepository(s)
                            .changeEmail(a, 1, new EmailAddress("mine@other.example"), People.CAUSE)
                            .email()),
            Map.entry("AccountRepository.makeAnswerable", (s, a, i) -> {
                new AccountRepository(s).makeAnswerable(a);
                return "made";
            }),
            Map.entry("AccountRepository.delete", (s, a, i) -> {
                new AccountRepository(s).delete(a, People.CAUSE);
                return "deleted";
            }),
            Map.entry("InvitationRepository.find", (s, a, i) -> new InvitationRepository(s).find(i)),
            Map.entry(
                    "InvitationRepository.list",
                    (s, a, i) -> new InvitationRepository(s)
                            .list(InvitationState.OFFERED, PageRequest.first(9))
                            .items()),
            Map.entry("InvitationRepository.revoke", (s, a, i) -> new InvitationRepository(s).revoke(i, People.CAUSE)),
            Map.entry(
                    "InvitationRepository.accept",
                    (s, a, i) -> new InvitationRepository(s).accept(i, "Eve", People.password(), People.CAUSE)),
            Map.entry("InvitationRepository.delete", (s, a, i) -> {
                new InvitationRepository(s).delete(i, People.CAUSE);
                return "deleted";
            })));

    @TestFactory
    Stream<DynamicTest> nothing_of_another_customer_is_reached_by() {
        return attempts.entrySet().stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.getKey(), () -> {
                    List<Object> before = sessions.read(victim, this::everything);
                    assertThat(outcome(attacker, attempt.getValue(), account.accountId(), invitation.invitationId()))
                            .isEqualTo(outcome(attacker, attempt.getValue(), UUID.randomUUID(), UUID.randomUUID()))
                            .matches(NOTHING);
                    assertThat(outcome(victim, attempt.getValue(), account.accountId(), invitation.invitationId()))
                            .as("its own Customer reaches it, so the attempt is a real one")
                            .doesNotMatch(NOTHING);
                    List<Object> after = sessions.read(victim, this::everything);
                    assertThat(after).isEqualTo(before);
                }));
    }

    @ParameterizedTest
    @ValueSource(classes = {AccountRepository.class, InvitationRepository.class})
    void every_method_is_tried(Class<?> repository) {
        assertThat(Arrays.stream(repository.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName)
                        .filter(name -> !MAKE_SOMETHING_NEW.contains(name))
                        .map(name -> repository.getSimpleName() + "." + name))
                .isNotEmpty()
                .isSubsetOf(attempts.keySet());
    }

    /** What an attempt gives, in a transaction that is rolled back, without the ids, so that words can be compared. */
    private String outcome(TenantScope scope, Attempt attempt, UUID anAccount, UUID anInvitation) {
        List<String> given = new ArrayList<>();
        try {
            return sessions.transact(scope, session -> {
                given.add(attempt.on(session, anAccount, anInvitation).toString());
                throw new Undone();
            });
        } catch (Undone e) {
            return given.get(0);
        } catch (NotFoundException e) {
            return e.toString().replace(anAccount.toString(), "ID").replace(anInvitation.toString(), "ID");
        }
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private List<Object> everything(TenantSession session) {
        AccountRepository accounts = new AccountRepository(session);
        return List.of(
                accounts.list(PageRequest.first(9)),
                accounts.answerableOwner(),
                new InvitationRepository(session).list(InvitationState.OFFERED, PageRequest.first(9)));
    }
}
