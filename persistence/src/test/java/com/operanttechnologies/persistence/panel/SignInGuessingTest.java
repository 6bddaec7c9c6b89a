package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.operanttechnologies.persistence.AttemptLimits;
import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.TooManyAttemptsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who guesses gets as many tries as the operator allows, and not one more. */
@Tag("PAN-2")
@Tag("PAN-3")
@Tag("GATE")
@Tag("thorough")
class SignInGuessingTest {

    private static final int LIMIT = 2;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String WRONG = "wrong password";

    private final TestSessions sessions = TestSessions.open();
    private final SignIn signIn = new SignIn(sessions.database());
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final Visitor ada = new Visitor(sessions);
    private final UUID account = ada.joins(acme, People.PASSWORD);

    @BeforeEach
    void few_attempts_as_each_of_them_is_a_hash() {
        AttemptLimits.set(Map.of("sign_in_email", LIMIT, "sign_in_client", 100, "second_factor", LIMIT));
    }

    @AfterAll
    static void the_usual_limits() {
        AttemptLimits.restore();
    }

    @Test
    void beyond_the_limit_of_an_address_the_right_password_isn_t_looked_at_either() {
        exhaust(ada);
        assertThatThrownBy(() -> ada.types(People.PASSWORD))
                .isInstanceOfSatisfying(
                        TooManyAttemptsException.class,
                        e -> assertThat(e.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(15)));
    }

    @Test
    void it_is_the_address_that_is_counted_whoever_tries() {
        exhaust(ada);
        assertThatThrownBy(() -> new Visitor(sessions).types(ada.email().value(), People.PASSWORD))
                .isInstanceOf(TooManyAttemptsException.class);
        assertThat(new Visitor(sessions).types(WRONG)).as("another address").isEmpty();
    }

    @Test
    void an_address_that_nobody_has_is_limited_like_any_other() {
        Visitor nobody = new Visitor(sessions);
        exhaust(ada);
        exhaust(nobody);
        Throwable known = catchThrowable(() -> ada.types(WRONG));
        Throwable unknown = catchThrowable(() -> nobody.types(WRONG));
        assertThat(unknown).isInstanceOf(TooManyAttemptsException.class);
        assertThat(digitsLeftOut(unknown)).isEqualTo(digitsLeftOut(known));
        assertThat(unknown.getMessage()).doesNotContain(nobody.email().value());
    }

    @Test
    void a_client_that_tries_many_addresses_is_limited_too_and_nonsense_counts() {
        AttemptLimits.set("sign_in_client", 3);
        assertThat(ada.types(UUID.randomUUID() + "@acme.example", WRONG)).isEmpty();
        assertThat(ada.types(UUID.randomUUID() + "@acme.example", WRONG)).isEmpty();
        assertThat(ada.types("no address " + UUID.randomUUID(), WRONG)).isEmpty();
        assertThatThrownBy(() -> ada.types(People.PASSWORD)).isInstanceOf(TooManyAttemptsException.class);
        assertThat(new Visitor(sessions).types(ada.email().value(), People.PASSWORD))
                .as("another client")
                .hasSize(1);
    }

    @Test
    void of_many_attempts_at_the_same_time_as_many_as_allowed_are_compared() throws Exception {
        List<String> outcomes = Concurrently.run(8, told(() -> ada.types(WRONG)));
        assertThat(outcomes).filteredOn("compared"::equals).hasSize(LIMIT);
        assertThat(outcomes).filteredOn("too many"::equals).hasSize(8 - LIMIT);
    }

    @Test
    void a_caller_that_rolls_its_own_work_back_takes_no_count_back() {
        for (int i = 0; i < LIMIT; i++) {
            assertThatThrownBy(() -> sessions.perform(acme, session -> {
                        ada.types(WRONG);
                        throw new IllegalStateException("rolled back");
                    }))
                    .hasMessage("rolled back");
        }
        assertThatThrownBy(() -> ada.types(People.PASSWORD)).isInstanceOf(TooManyAttemptsException.class);
    }

    @Test
    void the_right_password_makes_the_attempts_before_it_forgotten() {
        for (int i = 0; i < LIMIT + 1; i++) {
            assertThat(ada.types(WRONG)).isEmpty();
            assertThat(ada.types(People.PASSWORD)).hasSize(1);
        }
    }

    /** Anybody with a Customer can make an account for anybody's address, and knows its password. */
    @Test
    void an_account_made_for_somebody_else_s_address_buys_no_more_guesses() {
        AttemptLimits.set("sign_in_email", 3);
        ada.joins(sessions.newCustomer("Attacker"), "the attacker's password");
        assertThat(ada.types(WRONG)).isEmpty();
        assertThat(ada.types("the attacker's password")).hasSize(1);
        assertThat(ada.types(WRONG)).isEmpty();
        assertThatThrownBy(() -> ada.types("another guess")).isInstanceOf(TooManyAttemptsException.class);
    }

    @Test
    void the_window_passes() {
        exhaust(ada);
        AttemptLimits.timePasses(Duration.ofMinutes(14));
        assertThatThrownBy(() -> ada.types(People.PASSWORD)).isInstanceOf(TooManyAttemptsException.class);
        AttemptLimits.timePasses(Duration.ofMinutes(1));
        assertThat(ada.types(People.PASSWORD)).hasSize(1);
    }

    @Test
    void a_second_factor_is_guessed_as_often_as_allowed_whoever_types_the_password_again() {
        Authenticator phone = ada.enrols(acme, account);
        PasswordProof proof = ada.types(People.PASSWORD).get(0);
        assertThat(signIn.secondFactor(proof, phone.wrongCode(), HOUR)).isEmpty();
        assertThat(signIn.backupCode(proof, "00000-00000", HOUR)).isEmpty();
        String code = phone.nextCode();
        PasswordProof another = ada.types(People.PASSWORD).get(0);
        for (PasswordProof each : List.of(proof, another)) {
            assertThatThrownBy(() -> signIn.secondFactor(each, code, HOUR))
                    .isInstanceOf(TooManyAttemptsException.class);
            assertThatThrownBy(() -> signIn.backupCode(each, "00000-00000", HOUR))
                    .isInstanceOf(TooManyAttemptsException.class);
        }
        AttemptLimits.timePasses(Duration.ofMinutes(5));
        assertThat(signIn.secondFactor(proof, code, HOUR)).isPresent();
    }

    @Test
    void the_second_factor_of_one_account_is_not_limited_by_that_of_another() {
        Visitor bob = new Visitor(sessions);
        UUID his = bob.joins(acme, People.PASSWORD);
        PasswordProof hers = enrolledProof(ada, account);
        Authenticator phone = bob.enrols(acme, his);
        PasswordProof proof = bob.types(People.PASSWORD).get(0);
        for (int i = 0; i < LIMIT; i++) {
            assertThat(signIn.backupCode(hers, "00000-00000", HOUR)).isEmpty();
        }
        assertThatThrownBy(() -> signIn.backupCode(hers, "00000-00000", HOUR))
                .isInstanceOf(TooManyAttemptsException.class);
        assertThat(signIn.secondFactor(proof, phone.nextCode(), HOUR)).isPresent();
    }

    @Test
    void the_right_code_makes_the_attempts_before_it_forgotten() {
        ada.enrols(acme, account);
        List<String> codes = new ArrayList<>(
                sessions.transact(acme, session -> new BackupCodeRepository(session).replace(account)).stream()
                        .map(code -> code.value())
                        .toList());
        PasswordProof proof = ada.types(People.PASSWORD).get(0);
        for (int i = 0; i < LIMIT + 1; i++) {
            assertThat(signIn.backupCode(proof, "00000-00000", HOUR)).isEmpty();
            assertThat(signIn.backupCode(proof, codes.get(i), HOUR)).isPresent();
        }
    }

    @Test
    void of_many_codes_at_the_same_time_as_many_as_allowed_are_compared() throws Exception {
        PasswordProof proof = enrolledProof(ada, account);
        List<String> outcomes = Concurrently.run(8, told(() -> signIn.backupCode(proof, "00000-00000", HOUR)));
        assertThat(outcomes).filteredOn("compared"::equals).hasSize(LIMIT);
        assertThat(outcomes).filteredOn("too many"::equals).hasSize(8 - LIMIT);
    }

    private PasswordProof enrolledProof(Visitor visitor, UUID hisAccount) {
        visitor.enrols(acme, hisAccount);
        return visitor.types(People.PASSWORD).get(0);
    }

    private static void exhaust(Visitor visitor) {
        for (int i = 0; i < LIMIT; i++) {
            assertThat(visitor.types(WRONG)).isEmpty();
        }
    }

    private static Callable<String> told(Callable<?> attempt) {
        return () -> {
            try {
                attempt.call();
                return "compared";
            } catch (TooManyAttemptsException e) {
                return "too many";
            }
        };
    }

    /** How long to wait differs by the moment. */
    private static String digitsLeftOut(Throwable failure) {
        return failure.toString().replaceAll("[0-9]+ seconds", "n seconds");
    }
}
