package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.error.NotFoundException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("PAN-3")
class BackupCodeRepositoryTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private UUID account;
    private List<IssuedSecret> codes;

    @BeforeEach
    void an_account_with_backup_codes() {
        account = People.withPassword(sessions, acme);
        codes = sessions.transact(acme, session -> new BackupCodeRepository(session).replace(account));
    }

    @Test
    void a_set_has_ten_different_codes_of_ten_characters_in_two_groups() {
        assertThat(codes).hasSize(10);
        assertThat(codes.stream().map(IssuedSecret::value).distinct())
                .hasSize(10)
                .allMatch(code -> code.matches("[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}"));
    }

    @Test
    void a_code_is_used_once() {
        assertThat(remaining()).isEqualTo(10);
        assertThat(use(acme, account, codes.get(3).value())).isTrue();
        assertThat(use(acme, account, codes.get(3).value())).isFalse();
        assertThat(remaining()).isEqualTo(9);
    }

    @Test
    void of_many_concurrent_uses_of_one_code_one_wins() throws Exception {
        String code = codes.get(0).value();
        assertThat(Concurrently.run(8, () -> use(acme, account, code))).containsOnlyOnce(true);
    }

    @Test
    void a_code_is_read_as_people_type_it() {
        String code = codes.get(0).value();
        String typed = " "
                + code.toLowerCase(Locale.ROOT)
                        .replace("-", " ")
                        .replace('0', 'o')
                        .replace('1', 'l') + " ";
        assertThat(use(acme, account, typed)).isTrue();
    }

    @Test
    void what_is_no_code_is_refused() {
        assertThat(use(acme, account, "")).isFalse();
        assertThat(use(acme, account, "00000-00000")).isFalse();
        assertThat(use(acme, account, "x".repeat(1_000_000))).isFalse();
    }

    @Test
    void a_new_set_replaces_the_old_one_also_when_two_are_made_at_once() throws Exception {
        Concurrently.run(
                4, () -> sessions.transact(acme, session -> new BackupCodeRepository(session).replace(account)));
        assertThat(remaining()).isEqualTo(10);
        assertThat(use(acme, account, codes.get(0).value())).isFalse();
    }

    @Test
    void a_code_is_of_no_use_for_another_account() {
        UUID colleague = People.withPassword(sessions, acme);
        assertThat(use(acme, colleague, codes.get(0).value())).isFalse();
    }

    @Test
    void another_customer_can_neither_use_nor_count_nor_replace_the_codes() {
        TenantScope other = sessions.newCustomer("Other");
        assertThat(use(other, account, codes.get(0).value())).isFalse();
        assertThat(sessions.<Integer>read(other, session -> new BackupCodeRepository(session).remaining(account)))
                .isZero();
        assertThatThrownBy(
                        () -> sessions.transact(other, session -> new BackupCodeRepository(session).replace(account)))
                .isInstanceOf(NotFoundException.class);
        assertThat(remaining()).isEqualTo(10);
    }

    private boolean use(TenantScope scope, UUID whose, String code) {
        return sessions.transact(scope, session -> new BackupCodeRepository(session).use(whose, code));
    }

    private int remaining() {
        return sessions.read(acme, session -> new BackupCodeRepository(session).remaining(account));
    }
}
