package com.operanttechnologies.persistence.panel;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.CREDENTIAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

@Tag("PAN-2")
@Tag("thorough")
class PasswordRepositoryTest {

    private static final long ONE_HASH = PasswordHashing.MEMORY_KIB * 1024L;

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final UUID account = People.withoutPassword(sessions, acme);

    @Test
    void a_password_is_verified_and_kept_as_a_salted_argon2id_hash_only() {
        set(People.PASSWORD);
        assertThat(verify(acme, People.PASSWORD)).isTrue();
        assertThat(verify(acme, People.PASSWORD + " ")).isFalse();
        String first = storedHash();
        assertThat(first).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(People.PASSWORD);
        set(People.PASSWORD);
        assertThat(storedHash()).as("another salt").isNotEqualTo(first);
    }

    @Test
    void a_new_password_replaces_the_old_one() {
        set(People.PASSWORD);
        set("another good password");
        assertThat(verify(acme, People.PASSWORD)).isFalse();
        assertThat(verify(acme, "another good password")).isTrue();
    }

    @Test
    void another_customer_can_neither_verify_nor_set_a_password() {
        set(People.PASSWORD);
        TenantScope other = sessions.newCustomer("Other");
        assertThat(verify(other, People.PASSWORD)).isFalse();
        assertThatThrownBy(() -> sessions.perform(
                        other, session -> new PasswordRepository(session).set(account, People.password())))
                .isInstanceOf(NotFoundException.class);
        assertThat(verify(acme, People.PASSWORD)).isTrue();
    }

    /** Time is mostly that of filling Argon2's memory, and memory can be measured on a busy machine. */
    @Test
    void an_account_without_password_and_none_at_all_take_the_work_of_one_hash() {
        assertThat(verify(acme, People.PASSWORD)).isFalse();
        assertThat(PasswordRepository.verifyNobody(People.password())).isFalse();

        long unknown = allocated(() -> verify(acme, People.PASSWORD));
        long nobody = allocated(() -> PasswordRepository.verifyNobody(People.password()));
        set(People.PASSWORD);
        long wrong = allocated(() -> verify(acme, "wrong password"));
        assertThat(List.of(unknown, nobody, wrong)).allMatch(bytes -> bytes >= ONE_HASH && bytes < 2 * ONE_HASH);
    }

    @Test
    void a_hash_with_weaker_parameters_is_replaced_at_the_next_sign_in() {
        set(People.PASSWORD);
        String weak = new Argon2PasswordEncoder(16, 32, 1, 4096, 1).encode(People.PASSWORD);
        store(weak);
        assertThat(verify(acme, "wrong password")).isFalse();
        assertThat(storedHash()).isEqualTo(weak);
        assertThat(verify(acme, People.PASSWORD)).isTrue();
        assertThat(storedHash()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(verify(acme, People.PASSWORD)).isTrue();
    }

    @Test
    void a_password_that_is_changed_during_a_sign_in_isn_t_brought_back_by_its_new_hash() throws Exception {
        set(People.PASSWORD);
        store(new Argon2PasswordEncoder(16, 32, 1, 4096, 1).encode(People.PASSWORD));
        Future<?> signIn = sessions.transact(acme, session -> {
            new PasswordRepository(session).set(account, Password.of("another good password".toCharArray()));
            return Concurrently.startAndExpectToWait(() -> verify(acme, People.PASSWORD));
        });
        signIn.get(1, TimeUnit.MINUTES);
        assertThat(verify(acme, People.PASSWORD)).isFalse();
        assertThat(verify(acme, "another good password")).isTrue();
    }

    @Test
    void a_short_password_is_refused_when_it_is_set_and_merely_wrong_when_it_is_verified() {
        assertThatThrownBy(() -> set("1234567"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at least 8")
                .hasMessageNotContaining("1234567");
        assertThat(verify(acme, "1234567")).isFalse();
    }

    @Test
    void a_password_is_set_for_an_account_that_exists() {
        assertThatThrownBy(() -> sessions.perform(
                        acme, session -> new PasswordRepository(session).set(UUID.randomUUID(), People.password())))
                .isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "correct horse battery staple",
                "$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
                "{noop}correct horse battery staple",
                "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
                "x$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
            })
    void the_database_refuses_what_is_no_argon2id_hash(String hash) {
        set(People.PASSWORD);
        assertThatThrownBy(() -> store(hash))
                .isInstanceOfSatisfying(
                        TenancyException.class, e -> assertThat(e.sqlState()).isEqualTo("23514"));
    }

    private void set(String password) {
        sessions.perform(
                acme, session -> new PasswordRepository(session).set(account, Password.of(password.toCharArray())));
    }

    private boolean verify(TenantScope scope, String password) {
        return sessions.transact(
                scope, session -> new PasswordRepository(session).verify(account, Password.of(password.toCharArray())));
    }

    private String storedHash() {
        return sessions.read(
                acme,
                session -> session.dsl()
                        .fetchSingle(CREDENTIAL, CREDENTIAL.ACCOUNT_ID.eq(account))
                        .getPasswordHash());
    }

    private void store(String hash) {
        sessions.perform(
                acme,
                session -> session.dsl()
                        .update(CREDENTIAL)
                        .set(CREDENTIAL.PASSWORD_HASH, hash)
                        .where(CREDENTIAL.ACCOUNT_ID.eq(account))
                        .execute());
    }

    private static long allocated(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
