package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DATA_SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where secrets of data sources can be read, and where they can't. */
@Tag("STG-2")
class SourceSecretTest {

    private static final SourceSecret SECRET = SourceSecret.of("correct horse battery staple");

    private final StageSessions sessions = StageSessions.get();
    private final TenantScope scope = sessions.newCustomer();
    private final UUID id = sessions.transact(
            scope,
            session -> new DataSourceRepository(session)
                    .create("Ledger", "postgresql", "{}", SECRET)
                    .id());

    @Test
    void the_row_of_its_own_customer_opens_it() {
        assertThat(opened(scope, id)).isEqualTo(SECRET);
        assertThat(opened(scope, id).reveal()).isEqualTo("correct horse battery staple");
    }

    @Test
    void the_database_holds_it_encrypted_only() {
        assertThat(new String(sealed(), StandardCharsets.ISO_8859_1)).doesNotContain("horse");
    }

    @Test
    void a_copy_in_another_customers_row_of_the_same_id_can_not_be_opened() {
        TenantScope other = sessions.newCustomer();
        copy(other, id);
        assertThatThrownBy(() -> opened(other, id)).isInstanceOf(InvalidInputException.class);
        assertThat(opened(scope, id)).isEqualTo(SECRET);
    }

    @Test
    void a_copy_in_another_row_of_the_same_customer_can_not_be_opened() {
        UUID elsewhere = UUID.randomUUID();
        copy(scope, elsewhere);
        assertThatThrownBy(() -> opened(scope, elsewhere)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void its_text_tells_nothing() {
        assertThat(SECRET).hasToString("SourceSecret[redacted]");
        assertThat(SourceSecret.of("a")).hasToString(SECRET.toString());
    }

    @Test
    void a_data_sources_text_leaves_its_settings_out() {
        DataSource source = sessions.transact(
                scope,
                session -> new DataSourceRepository(session)
                        .create("Careless", "postgresql", "{\"password\":\"hunter2\"}", SECRET));
        assertThat(source.toString()).contains("Careless").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SourceSecret.MAX_BYTES + 1})
    void a_length_out_of_bounds_is_refused_without_the_value(int bytes) {
        assertThatThrownBy(() -> SourceSecret.of("s".repeat(bytes)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("1 to 32768 bytes in UTF-8, has " + bytes)
                .hasMessageNotContaining("sss");
    }

    private SourceSecret opened(TenantScope customer, UUID row) {
        return sessions.read(customer, session -> new DataSourceRepository(session).openSecret(row));
    }

    private byte[] sealed() {
        return sessions.read(
                scope,
                session -> session.dsl()
                        .select(DATA_SOURCE.SECRET)
                        .from(DATA_SOURCE)
                        .where(DATA_SOURCE.DATA_SOURCE_ID.eq(id))
                        .fetchSingle(DATA_SOURCE.SECRET));
    }

    private void copy(TenantScope customer, UUID row) {
        byte[] sealed = sealed();
        int copied = sessions.transact(
                customer,
                session -> session.dsl()
                        .insertInto(DATA_SOURCE)
                        .set(DATA_SOURCE.CUSTOMER_ID, session.customerId())
                        .set(DATA_SOURCE.DATA_SOURCE_ID, row)
                        .set(DATA_SOURCE.NAME, "Copy")
                        .set(DATA_SOURCE.KIND, "postgresql")
                        .set(DATA_SOURCE.SECRET, sealed)
                        .execute());
        assertThat(copied).isEqualTo(1);
    }
}
