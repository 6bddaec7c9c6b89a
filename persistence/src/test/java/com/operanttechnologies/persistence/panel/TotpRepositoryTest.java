package com.operanttechnologies.persistence.panel;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.CREDENTIAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("PAN-3")
class TotpRepositoryTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private UUID account;
    private byte[] secret;

    @BeforeEach
    void an_account_that_has_enrolled() {
        sessions.stopAt(NOON);
        account = People.withPassword(sessions, acme);
        secret = enrol(account);
    }

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void a_code_is_asked_for_once_the_first_one_was_confirmed() {
        assertThat(isRequired(acme, account)).isFalse();
        assertThat(verify(codeAt(NOON))).as("not confirmed yet").isFalse();
        assertThat(confirm("000000")).isFalse();
        assertThat(confirm(codeAt(NOON))).isTrue();
        assertThat(isRequired(acme, account)).isTrue();
        assertThat(confirm(codeAt(NOON.plusSeconds(30))))
                .as("confirmed already")
                .isFalse();
    }

    @Test
    void each_time_step_is_accepted_once_and_none_before_it_any_more() {
        confirm(codeAt(NOON));
        assertThat(verify(codeAt(NOON))).as("used to confirm").isFalse();
        assertThat(verify(codeAt(NOON.plusSeconds(30)))).isTrue();
        assertThat(verify(codeAt(NOON.plusSeconds(30)))).isFalse();
        assertThat(verify(codeAt(NOON.minusSeconds(30)))).isFalse();
        assertThat(verify(codeAt(NOON.plusSeconds(60))))
                .as("outside the window")
                .isFalse();
        sessions.stopAt(NOON.plusSeconds(30));
        assertThat(verify(codeAt(NOON.plusSeconds(60)))).isTrue();
    }

    @Test
    void of_many_concurrent_uses_of_one_code_one_wins() throws Exception {
        confirm(codeAt(NOON));
        sessions.stopAt(NOON.plusSeconds(30));
        String code = codeAt(NOON.plusSeconds(30));
        assertThat(Concurrently.run(8, () -> verify(code))).containsOnlyOnce(true);
    }

    @Test
    void enrolling_again_replaces_a_secret_that_isn_t_confirmed_and_no_other() {
        byte[] former = secret;
        secret = enrol(account);
        assertThat(secret).isNotEqualTo(former);
        assertThat(confirm(Totp.codeAt(former, Totp.stepAt(NOON)))).isFalse();
        assertThat(confirm(codeAt(NOON))).isTrue();
        assertThatThrownBy(() -> enrol(account)).isInstanceOf(RefusedException.class);
        assertThat(verify(codeAt(NOON.plusSeconds(30)))).isTrue();
    }

    @Test
    void disabling_forgets_the_secret_and_the_backup_codes() {
        confirm(codeAt(NOON));
        sessions.perform(acme, session -> {
            new BackupCodeRepository(session).replace(account);
            new TotpRepository(session).disable(account);
            assertThat(new BackupCodeRepository(session).remaining(account)).isZero();
        });
        assertThat(isRequired(acme, account)).isFalse();
        assertThat(verify(codeAt(NOON.plusSeconds(30)))).isFalse();
        assertThat(storedSecret(account)).isNull();
    }

    @Test
    void enrolling_takes_an_account_with_a_password() {
        UUID withoutPassword = People.withoutPassword(sessions, acme);
        assertThatThrownBy(() -> enrol(withoutPassword)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> enrol(UUID.randomUUID())).isInstanceOf(NotFoundException.class);
    }

    @Test
    @Tag("SEC-2")
    void the_secret_is_stored_sealed_for_its_row() {
        byte[] stored = storedSecret(account);
        assertThat(new String(stored, StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(secret, StandardCharsets.ISO_8859_1));

        UUID colleague = People.withPassword(sessions, acme);
        copy(acme, stored, colleague);
        assertThatThrownBy(() -> totp(acme, totp -> totp.verify(colleague, codeAt(NOON))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("panel.credential.totp_secret");
    }

    @Test
    @Tag("SEC-2")
    void a_secret_copied_to_another_customer_can_t_be_opened() {
        TenantScope other = sessions.newCustomer("Other");
        UUID stranger = People.withPassword(sessions, other);
        totp(other, totp -> totp.enrol(stranger, "Operant"));
        copy(other, storedSecret(account), stranger);
        assertThatThrownBy(() -> totp(other, totp -> totp.verify(stranger, codeAt(NOON))))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void another_customer_can_neither_ask_nor_verify_nor_disable() {
        confirm(codeAt(NOON));
        TenantScope other = sessions.newCustomer("Other");
        assertThat(isRequired(other, account)).isFalse();
        assertThat(this.<Boolean>totp(other, totp -> totp.verify(account, codeAt(NOON.plusSeconds(30)))))
                .isFalse();
        assertThatThrownBy(() -> totp(other, totp -> totp.enrol(account, "Operant")))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> sessions.perform(other, session -> new TotpRepository(session).disable(account)))
                .isInstanceOf(NotFoundException.class);
        assertThat(verify(codeAt(NOON.plusSeconds(30)))).isTrue();
    }

    private byte[] enrol(UUID accountId) {
        TotpEnrolment enrolment = totp(acme, totp -> totp.enrol(accountId, "Operant"));
        assertThat(enrolment.uri().value())
                .startsWith("otpauth://totp/Operant:ada.")
                .contains("secret=" + enrolment.secret().value());
        byte[] decoded = Base32.decode(enrolment.secret().value());
        assertThat(decoded).hasSize(20);
        return decoded;
    }

    private String codeAt(Instant time) {
        return Totp.codeAt(secret, Totp.stepAt(time));
    }

    private boolean confirm(String code) {
        return totp(acme, totp -> totp.confirm(account, code));
    }

    private boolean verify(String code) {
        return totp(acme, totp -> totp.verify(account, code));
    }

    private boolean isRequired(TenantScope scope, UUID accountId) {
        return sessions.read(scope, session -> new TotpRepository(session).isRequired(accountId));
    }

    private byte[] storedSecret(UUID accountId) {
        return sessions.read(
                acme,
                session -> session.dsl()
                        .fetchSingle(CREDENTIAL, CREDENTIAL.ACCOUNT_ID.eq(accountId))
                        .getTotpSecret());
    }

    private void copy(TenantScope scope, byte[] sealed, UUID to) {
        sessions.perform(
                scope,
                session -> session.dsl()
                        .update(CREDENTIAL)
                        .set(CREDENTIAL.TOTP_SECRET, sealed)
                        .set(CREDENTIAL.TOTP_CONFIRMED, true)
                        .where(CREDENTIAL.ACCOUNT_ID.eq(to))
                        .execute());
    }

    private <T> T totp(TenantScope scope, Function<TotpRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new TotpRepository(session)));
    }
}
