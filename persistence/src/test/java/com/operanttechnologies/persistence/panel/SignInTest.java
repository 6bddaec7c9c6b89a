package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.gateway.GatewaySubject;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("PAN-1")
@Tag("PAN-2")
@Tag("PAN-3")
@Tag("PAN-4")
@Tag("GATE")
class SignInTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final long ONE_HASH = PasswordHashing.MEMORY_KIB * 1024L;

    private final TestSessions sessions = TestSessions.open();
    private final SignIn signIn = new SignIn(sessions.database());
    private final Visitor ada = new Visitor(sessions);
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final UUID account = ada.joins(acme, People.PASSWORD);

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void the_right_password_opens_a_session_of_the_account() {
        PasswordProof proof = only(ada.types(People.PASSWORD));
        assertThat(proof.accountId()).isEqualTo(account);
        assertThat(proof.customer().name()).isEqualTo("Acme");
        assertThat(proof.secondFactorNeeded()).isFalse();
        assertThat(resolved(signIn.open(proof, HOUR))).contains(new GatewaySubject(acme.customerId(), account));
    }

    @Test
    void a_wrong_password_and_an_address_that_nobody_has_get_the_same_answer() {
        assertThat(ada.types("wrong password")).isEmpty();
        assertThat(new Visitor(sessions).types(People.PASSWORD)).isEmpty();
        for (String nonsense : List.of("", "@", "a b@c", "\0@acme.example", "x".repeat(10_000) + "@acme.example")) {
            assertThat(ada.types(nonsense, People.PASSWORD)).isEmpty();
        }
    }

    /** Time is mostly that of filling Argon2's memory, and memory can be measured on a busy machine. */
    @Test
    void a_wrong_password_and_an_address_that_nobody_has_take_the_same_work() {
        Visitor nobody = new Visitor(sessions);
        ada.types("wrong password");
        long wrong = allocated(() -> ada.types("wrong password"));
        long unknown = allocated(() -> nobody.types("wrong password"));
        long nonsense = allocated(() -> ada.types("no address", "wrong password"));
        assertThat(List.of(wrong, unknown, nonsense)).allMatch(bytes -> bytes >= ONE_HASH && bytes < 2 * ONE_HASH);
    }

    @Test
    void one_address_at_several_customers_leaves_the_choice_to_the_person() {
        TenantScope other = sessions.newCustomer("Other");
        UUID there = ada.joins(other, People.PASSWORD);
        ada.joins(sessions.newCustomer("Third"), "another good password");

        List<PasswordProof> proofs = ada.types(People.PASSWORD);

        assertThat(proofs)
                .extracting(proof -> proof.customer().name(), PasswordProof::accountId)
                .containsExactlyInAnyOrder(tuple("Acme", account), tuple("Other", there));
        assertThat(only(ada.types("another good password")).customer().name()).isEqualTo("Third");
    }

    @Test
    void an_account_with_a_second_factor_needs_it() {
        Authenticator phone = ada.enrols(acme, account);
        PasswordProof proof = only(ada.types(People.PASSWORD));
        assertThat(proof.secondFactorNeeded()).isTrue();
        assertThatThrownBy(() -> signIn.open(proof, HOUR))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("second factor");
        assertThat(signIn.secondFactor(proof, phone.wrongCode(), HOUR)).isEmpty();
        String code = phone.nextCode();
        assertThat(resolved(signIn.secondFactor(proof, code, HOUR).orElseThrow()))
                .contains(new GatewaySubject(acme.customerId(), account));
        assertThat(signIn.secondFactor(proof, code, HOUR)).as("used").isEmpty();
    }

    @Test
    void a_second_factor_that_was_set_up_after_the_password_was_typed_is_asked_for_as_well() {
        PasswordProof proof = only(ada.types(People.PASSWORD));
        ada.enrols(acme, account);
        assertThatThrownBy(() -> signIn.open(proof, HOUR)).isInstanceOf(RefusedException.class);
    }

    @Test
    void a_backup_code_stands_in_for_the_second_factor_once() {
        ada.enrols(acme, account);
        String code = sessions.transact(acme, session -> new BackupCodeRepository(session).replace(account))
                .get(0)
                .value();
        PasswordProof proof = only(ada.types(People.PASSWORD));
        assertThat(signIn.backupCode(proof, "00000-00000", HOUR)).isEmpty();
        assertThat(signIn.backupCode(proof, code, HOUR)).isPresent();
        assertThat(signIn.backupCode(proof, code, HOUR)).isEmpty();
    }

    @Test
    void a_code_is_not_used_up_where_no_session_is_opened() {
        Authenticator phone = ada.enrols(acme, account);
        PasswordProof proof = only(ada.types(People.PASSWORD));
        String code = phone.nextCode();
        assertThatThrownBy(() -> signIn.secondFactor(proof, code, Duration.ZERO))
                .isInstanceOf(InvalidInputException.class);
        assertThat(signIn.secondFactor(proof, code, HOUR)).isPresent();
    }

    @Test
    void a_ticket_brings_the_proof_back_for_another_request() {
        Authenticator phone = ada.enrols(acme, account);
        String ticket = only(ada.types(People.PASSWORD)).ticket().value();
        PasswordProof resumed =
                new SignIn(sessions.database()).resume(ticket, "next request").orElseThrow();
        assertThat(resumed.accountId()).isEqualTo(account);
        assertThat(resumed.secondFactorNeeded()).isTrue();
        assertThat(signIn.secondFactor(resumed, phone.nextCode(), HOUR)).isPresent();
    }

    @Test
    void a_ticket_that_was_tampered_with_or_made_by_somebody_else_is_worth_nothing() {
        String ticket = only(ada.types(People.PASSWORD)).ticket().value();
        String colleague = People.withPassword(sessions, acme).toString();
        String forged = new SignInTicket(
                        acme.customerId(), account, Instant.now().plus(HOUR))
                .seal(LookupKey.of("somebody else's key of 32 bytes.".getBytes(StandardCharsets.UTF_8)))
                .value();
        for (String bad : List.of(
                "",
                "x",
                ticket + "0",
                ticket.substring(1),
                ticket.replace(account.toString(), colleague),
                ticket.replaceFirst("\\.[0-9]{10}\\.", ".99999999999."),
                ticket.substring(0, ticket.length() - 64) + "0".repeat(64),
                forged)) {
            assertThat(signIn.resume(bad, "test")).as(bad).isEmpty();
        }
        assertThat(signIn.resume(ticket, "test")).isPresent();
    }

    @Test
    void a_proof_and_its_ticket_are_good_for_minutes() {
        PasswordProof proof = only(ada.types(People.PASSWORD));
        sessions.stopAt(Instant.now().plus(SignIn.PROOF_LIFE));
        assertThat(signIn.resume(proof.ticket().value(), "test")).isEmpty();
        assertThatThrownBy(() -> signIn.open(proof, HOUR))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("begin with the password again");
        assertThatThrownBy(() -> signIn.secondFactor(proof, "000000", HOUR)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> signIn.backupCode(proof, "00000-00000", HOUR)).isInstanceOf(RefusedException.class);
    }

    @Test
    void an_account_that_is_gone_can_t_go_on() {
        String ticket = only(ada.types(People.PASSWORD)).ticket().value();
        sessions.perform(acme, session -> new AccountRepository(session).delete(account, People.CAUSE));
        assertThat(signIn.resume(ticket, "test")).isEmpty();
        assertThat(ada.types(People.PASSWORD)).isEmpty();
    }

    @Test
    void a_proof_prints_no_ticket() {
        PasswordProof proof = only(ada.types(People.PASSWORD));
        assertThat(proof.toString())
                .contains(account.toString())
                .doesNotContain(proof.ticket().value());
    }

    private Optional<GatewaySubject> resolved(OpenedSession opened) {
        return sessions.gateway().resolve(SecretKind.SESSION, opened.cookie().value());
    }

    private static PasswordProof only(List<PasswordProof> proofs) {
        assertThat(proofs).hasSize(1);
        return proofs.get(0);
    }

    private static long allocated(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
