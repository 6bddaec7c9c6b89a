package com.operanttechnologies.persistence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.TooManyAttemptsException;
import com.operanttechnologies.persistence.internal.tables.gateway.Routines;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A short code that people type, and could guess. */
@Tag("GATE")
class PairingTest {

    /** Where it begins in a code: after five characters and the hyphen. */
    private static final int SECOND_HALF = 6;

    private final TestSessions sessions = TestSessions.open();
    private final Gateway gateway = sessions.gateway();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final TenantScope other = sessions.newCustomer("Other");
    private final UUID pairing = UUID.randomUUID();
    private final Instant inTenMinutes = Instant.now().plus(Duration.ofMinutes(10));

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void a_code_leads_to_its_customer_and_pairing_once() {
        String code = issue();
        assertThat(claim(code)).contains(new GatewaySubject(acme.customerId(), pairing));
        assertThat(claim(code)).isEmpty();
    }

    @Test
    void a_code_is_read_as_people_write_it() {
        assertThat(claim(" " + issue().toLowerCase(Locale.ROOT).replace("-", " ") + "\n"))
                .isPresent();
        assertThat(issueAt(acme, "01100-11111", inTenMinutes)).isTrue();
        assertThat(claim("oIL0O1lL1i")).isPresent();
    }

    @Test
    void five_wrong_second_halves_kill_a_code_and_four_don_t() {
        String alive = issue();
        String dead = issue();
        for (int i = 0; i < 4; i++) {
            assertThat(claim(wrong(alive, i))).isEmpty();
            assertThat(claim(wrong(dead, i))).isEmpty();
        }
        assertThat(claim(wrong(dead, 4))).isEmpty();
        assertThat(claim(dead)).isEmpty();
        assertThat(claim(alive)).isPresent();
    }

    @Test
    void of_many_claims_at_the_same_time_one_gets_it() throws Exception {
        String code = issue();
        List<Optional<GatewaySubject>> answers = Concurrently.run(8, () -> claim(code));
        assertThat(answers).filteredOn(Optional::isPresent).hasSize(1);
    }

    @Test
    void many_wrong_halves_at_the_same_time_kill_a_code_as_well() throws Exception {
        String code = issue();
        List<Optional<GatewaySubject>> answers = Concurrently.run(8, () -> claim(wrong(code, 7)));
        assertThat(answers).allMatch(Optional::isEmpty);
        assertThat(claim(code)).isEmpty();
    }

    @Test
    void a_second_half_is_of_no_use_behind_another_first() {
        String code = issue();
        String another = issue();
        assertThat(claim(another.substring(0, SECOND_HALF) + code.substring(SECOND_HALF)))
                .isEmpty();
    }

    @Test
    void an_expired_code_is_claimed_by_nobody() {
        sessions.stopAt(Instant.now().minus(Duration.ofMinutes(11)));
        String code = sessions.transact(
                acme,
                session -> new GatewaySecrets(session)
                        .issuePairing(pairing, Instant.now().minus(Duration.ofMinutes(1)))
                        .value());
        sessions.resume();
        assertThat(claim(code)).isEmpty();
        assertThatThrownBy(() -> sessions.perform(
                        acme, session -> new GatewaySecrets(session).issuePairing(pairing, Instant.EPOCH)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void a_living_code_of_another_customer_with_the_same_first_half_is_left_alone() {
        String code = issue();
        String first = code.substring(0, SECOND_HALF);
        assertThat(issueAt(other, first + "00000", inTenMinutes)).isFalse();
        assertThat(issueAt(acme, first + "00000", inTenMinutes)).isFalse();
        assertThat(claim(code)).contains(new GatewaySubject(acme.customerId(), pairing));
    }

    @Test
    void an_expired_code_with_the_same_first_half_makes_room() throws SQLException {
        String code = issue();
        String reissued = code.substring(0, SECOND_HALF) + "ZZZZZ";
        try (PlainSql superuser = PlainSql.asSuperuser()) {
            superuser.answer(
                    "update gateway.secret set expires_at = now() where kind = 'pairing' and subject_id = ?", pairing);
            superuser.commit();
        }
        assertThat(issueAt(other, reissued, inTenMinutes)).isTrue();
        assertThat(claim(code)).as("the former one").isEmpty();
        assertThat(claim(reissued).map(GatewaySubject::customerId)).contains(other.customerId());
    }

    @Test
    void a_client_that_tries_many_codes_is_stopped_and_nobody_else() {
        String client = "192.0.2.7 " + UUID.randomUUID();
        for (int i = 0; i < 9; i++) {
            assertThat(gateway.claimPairing("00000-0000" + i, client)).isEmpty();
        }
        assertThat(gateway.claimPairing("no code at all, and far too long for one", client))
                .isEmpty();
        String code = issue();
        assertThatThrownBy(() -> gateway.claimPairing(code, client)).isInstanceOf(TooManyAttemptsException.class);
        assertThat(claim(code)).isPresent();
    }

    @Test
    void a_pairing_code_resolves_as_no_secret_and_is_issued_in_no_other_way() throws SQLException {
        String code = issue();
        for (SecretKind kind : SecretKind.values()) {
            assertThat(gateway.resolve(kind, code)).isEmpty();
            assertThat(gateway.resolve(kind, code.substring(0, SECOND_HALF - 1)))
                    .isEmpty();
        }
        try (PlainSql sql = PlainSql.bound(sessions, acme)) {
            PairingCode halves = sessions.read(
                    acme,
                    session -> PairingCode.parse(code, session.lookupKey()).orElseThrow());
            for (byte[] half : List.of(halves.first(), halves.second())) {
                assertThat(sql.answer("select gateway.resolve_secret('pairing', ?)", (Object) half))
                        .isEqualTo("0");
            }
            assertThat(sql.answer(
                            "select gateway.issue('pairing', ?, ?, now() + interval '1 day', null)",
                            new byte[32],
                            pairing))
                    .startsWith("23514");
        }
        assertThat(claim(code)).as("none of that used it up").isPresent();
    }

    private String issue() {
        return sessions.transact(
                acme,
                session -> new GatewaySecrets(session)
                        .issuePairing(pairing, inTenMinutes)
                        .value());
    }

    private boolean issueAt(TenantScope scope, String code, Instant expiresAt) {
        return sessions.transact(scope, session -> {
            PairingCode halves = PairingCode.parse(code, session.lookupKey()).orElseThrow();
            return Routines.issuePairing(
                    session.dsl().configuration(),
                    halves.first(),
                    halves.second(),
                    pairing,
                    expiresAt.atOffset(ZoneOffset.UTC),
                    GatewaySecrets.PAIRING_TRIES);
        });
    }

    /** Each from a client of its own, so that only the code's own count is at work. */
    private Optional<GatewaySubject> claim(String code) {
        return gateway.claimPairing(code, "192.0.2.1 " + UUID.randomUUID());
    }

    /** The same code but for its last character. */
    private static String wrong(String code, int which) {
        String alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        int last = alphabet.indexOf(code.charAt(code.length() - 1));
        return code.substring(0, code.length() - 1) + alphabet.charAt((last + 1 + which) % alphabet.length());
    }
}
