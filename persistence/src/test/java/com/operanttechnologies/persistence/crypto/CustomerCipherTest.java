package com.operanttechnologies.persistence.crypto;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.TenancyException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("SEC-2")
class CustomerCipherTest {

    private static final byte[] SECRET = "s3cret".getBytes(StandardCharsets.UTF_8);

    private final TestSessions sessions = TestSessions.open();
    private final WrappingKey wrappingKey = sessions.wrappingKey();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final ColumnAddress address = new ColumnAddress("panel.credential", "totp_secret", UUID.randomUUID());

    @AfterEach
    void take_the_usual_wrapping_key_again() {
        sessions.wrapWith(wrappingKey);
    }

    @Test
    void what_one_session_seals_another_one_opens() {
        byte[] sealed = seal(acme);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("s3cret");
        assertThat(open(acme, address, sealed)).isEqualTo(SECRET);
        assertThat(seal(acme)).as("sealed once more").isNotEqualTo(sealed);
    }

    @Test
    void a_value_copied_to_another_row_column_or_table_can_t_be_opened() {
        byte[] sealed = seal(acme);
        for (ColumnAddress elsewhere : List.of(
                new ColumnAddress(address.table(), address.column(), UUID.randomUUID()),
                new ColumnAddress(address.table(), "other", address.row()),
                new ColumnAddress("panel.other", address.column(), address.row()))) {
            assertThatThrownBy(() -> open(acme, elsewhere, sealed))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(elsewhere.table() + "." + elsewhere.column())
                    .hasMessageNotContaining(elsewhere.row().toString())
                    .hasNoCause();
        }
    }

    @Test
    void a_value_copied_to_another_customer_can_t_be_opened_even_with_a_copy_of_the_key() {
        byte[] sealed = seal(acme);
        TenantScope other = sessions.newCustomer("Other");
        seal(other);
        assertThatThrownBy(() -> open(other, address, sealed)).isInstanceOf(InvalidInputException.class);

        byte[] key = sessions.read(
                acme, session -> session.dsl().fetchSingle(CUSTOMER_KEY).getWrappedKey());
        sessions.perform(
                other,
                session -> session.dsl()
                        .update(CUSTOMER_KEY)
                        .set(CUSTOMER_KEY.WRAPPED_KEY, key)
                        .execute());
        assertThatThrownBy(() -> open(other, address, sealed)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void a_changed_value_can_t_be_opened() {
        byte[] sealed = seal(acme);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> open(acme, address, sealed)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void concurrent_first_secrets_end_with_one_key() throws Exception {
        List<byte[]> sealed = Concurrently.run(8, () -> seal(acme));
        assertThat(sealed)
                .allSatisfy(value -> assertThat(open(acme, address, value)).isEqualTo(SECRET));
    }

    @Test
    void a_key_that_is_rolled_back_to_a_savepoint_is_not_used_any_more() {
        byte[] sealed = sessions.transact(acme, session -> {
            try {
                Savepoint before = session.connection().setSavepoint();
                session.cipher().seal(address, SECRET);
                session.cipher().seal(address, SECRET);
                session.connection().rollback(before);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return session.cipher().seal(address, SECRET);
        });
        assertThat(open(acme, address, sealed)).isEqualTo(SECRET);
    }

    @Test
    void with_another_wrapping_key_nothing_is_opened_or_sealed_or_overwritten() {
        byte[] sealed = seal(acme);
        sessions.wrapWith(WrappingKey.generate());
        assertThatThrownBy(() -> open(acme, address, sealed)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> seal(acme))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("wrapping key");
        sessions.wrapWith(wrappingKey.rotated());
        assertThat(open(acme, address, sealed)).isEqualTo(SECRET);
    }

    @Test
    void without_the_customer_s_key_nothing_is_opened() {
        assertThatThrownBy(() -> open(acme, address, new byte[64])).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void a_session_that_only_reads_can_t_make_the_key() {
        assertThatThrownBy(() -> sessions.read(acme, session -> session.cipher().seal(address, SECRET)))
                .isInstanceOfSatisfying(
                        TenancyException.class, e -> assertThat(e.sqlState()).isEqualTo("25006"));
    }

    private byte[] seal(TenantScope scope) {
        return sessions.transact(scope, session -> session.cipher().seal(address, SECRET));
    }

    private byte[] open(TenantScope scope, ColumnAddress from, byte[] sealed) {
        return sessions.read(scope, session -> session.cipher().open(from, sealed));
    }
}
