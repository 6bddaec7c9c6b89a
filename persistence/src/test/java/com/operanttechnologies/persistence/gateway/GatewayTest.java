package com.operanttechnologies.persistence.gateway;

import static com.operanttechnologies.persistence.internal.tables.gateway.Tables.SECRET;
import static com.operanttechnologies.persistence.internal.tables.gateway.Tables.SIGN_IN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("GATE")
class GatewayTest {

    private static final String CLIENT = "192.0.2.1 " + UUID.randomUUID();

    private final TestSessions sessions = TestSessions.open();
    private final Gateway gateway = sessions.gateway();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final TenantScope other = sessions.newCustomer("Other");
    private final UUID subject = UUID.randomUUID();
    private final Instant tomorrow = Instant.now().plus(Duration.ofDays(1));

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void a_secret_resolves_to_its_customer_and_subject_any_number_of_times() {
        String secret = issue(SecretKind.DEVICE);
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.resolve(SecretKind.DEVICE, secret))
                    .contains(new GatewaySubject(acme.customerId(), subject));
        }
    }

    @Test
    void a_wrong_an_absent_an_expired_and_a_revoked_secret_get_the_same_answer() {
        String revoked = issue(SecretKind.SESSION);
        secrets(acme, secrets -> secrets.revoke(SecretKind.SESSION, revoked));
        sessions.stopAt(Instant.now().minus(Duration.ofDays(2)));
        String expired = secrets(
                        acme,
                        secrets -> secrets.issue(
                                SecretKind.SESSION, subject, Instant.now().minus(Duration.ofDays(1))))
                .value();
        for (String secret : List.of("", "wrong", "\0", IssuedSecret.random().value(), revoked, expired)) {
            assertThat(gateway.resolve(SecretKind.SESSION, secret)).isEmpty();
        }
    }

    @Test
    void a_secret_of_one_kind_resolves_as_no_other() {
        String secret = issue(SecretKind.SHARE_LINK);
        for (SecretKind kind : SecretKind.values()) {
            assertThat(gateway.resolve(kind, secret).isPresent()).isEqualTo(kind == SecretKind.SHARE_LINK);
        }
    }

    @Test
    void of_many_concurrent_resolvers_of_a_secret_with_one_use_one_wins() throws Exception {
        IssuedSecret secret = secrets(acme, secrets -> secrets.issue(SecretKind.INVITATION, subject, tomorrow, 1));
        List<Optional<GatewaySubject>> answers =
                Concurrently.run(8, () -> gateway.resolve(SecretKind.INVITATION, secret.value()));
        assertThat(answers.stream().filter(Optional::isPresent)).hasSize(1);
    }

    @Test
    void another_customer_can_neither_extend_nor_revoke_a_secret() {
        String secret = issue(SecretKind.SESSION);
        assertThat(this.<Boolean>secrets(other, secrets -> secrets.extend(SecretKind.SESSION, secret, tomorrow)))
                .isFalse();
        assertThat(this.<Boolean>secrets(other, secrets -> secrets.revoke(SecretKind.SESSION, secret)))
                .isFalse();
        assertThat(this.<Long>secrets(other, secrets -> secrets.revokeSubject(SecretKind.SESSION, subject)))
                .isZero();
        assertThat(gateway.resolve(SecretKind.SESSION, secret)).isPresent();
    }

    @Test
    void revoking_a_subject_revokes_its_secrets_of_one_kind() {
        String session = issue(SecretKind.SESSION);
        String device = issue(SecretKind.DEVICE);
        issue(SecretKind.SESSION);
        assertThat(this.<Long>secrets(acme, secrets -> secrets.revokeSubject(SecretKind.SESSION, subject)))
                .isEqualTo(2);
        assertThat(gateway.resolve(SecretKind.SESSION, session)).isEmpty();
        assertThat(gateway.resolve(SecretKind.DEVICE, device)).isPresent();
    }

    @Test
    void the_runtime_role_can_t_read_the_gateway_s_tables() {
        for (Table<?> table : List.of(SECRET, SIGN_IN)) {
            assertThatThrownBy(
                            () -> sessions.read(acme, session -> session.dsl().fetchCount(table)))
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void an_expiry_that_is_past_and_no_uses_are_refused() {
        assertThatThrownBy(() -> secrets(acme, secrets -> secrets.issue(SecretKind.SESSION, subject, Instant.EPOCH)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> secrets(acme, secrets -> secrets.issue(SecretKind.SESSION, subject, tomorrow, 0)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    @Tag("PAN-1")
    void one_email_may_sign_in_at_several_customers() {
        EmailAddress email = new EmailAddress(UUID.randomUUID() + "@acme.example");
        UUID elsewhere = UUID.randomUUID();
        register(acme, email, subject);
        register(other, email, elsewhere);
        assertThat(gateway.signIn("  " + email.value().toUpperCase(Locale.ROOT) + " ", CLIENT))
                .containsExactlyInAnyOrder(
                        new SignInCandidate(acme.customerId(), subject),
                        new SignInCandidate(other.customerId(), elsewhere));

        secrets(other, secrets -> {
            secrets.forgetSignIn(subject);
            secrets.forgetSignIn(elsewhere);
            return true;
        });
        assertThat(gateway.signIn(email.value(), CLIENT))
                .containsExactly(new SignInCandidate(acme.customerId(), subject));
    }

    @Test
    @Tag("PAN-1")
    void an_unknown_address_and_what_is_no_address_get_the_same_answer() {
        for (String email : List.of("nobody@acme.example", "", "@", "a@b@c", "a b@c", "\0@acme.example")) {
            assertThat(gateway.signIn(email, CLIENT)).isEmpty();
        }
    }

    private void register(TenantScope scope, EmailAddress email, UUID accountId) {
        secrets(scope, secrets -> {
            secrets.registerSignIn(email, accountId);
            secrets.registerSignIn(email, accountId);
            return true;
        });
    }

    private String issue(SecretKind kind) {
        return secrets(acme, secrets -> secrets.issue(kind, subject, tomorrow)).value();
    }

    private <T> T secrets(TenantScope scope, Function<GatewaySecrets, T> work) {
        return sessions.transact(scope, session -> work.apply(new GatewaySecrets(session)));
    }
}
