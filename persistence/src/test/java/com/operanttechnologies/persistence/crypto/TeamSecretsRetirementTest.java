package com.operanttechnologies.persistence.crypto;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.KeysetHandle;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can't be renewed keeps the former key. */
@Tag("thorough")
@Tag("SEC-2")
class TeamSecretsRetirementTest {

    @AutoClose
    private final TeamSecrets team = new TeamSecrets();

    @ParameterizedTest
    @CsvSource({
        "copy,     bytes",
        "copy,     version and bytes",
        "note,     base64",
        "note,     base64url",
        "note,     hex",
        "note,     label:base64",
        "note,     version and hex",
        "settings, json"
    })
    void a_sealed_value_where_nobody_said_that_there_are_any_is_found_and_keeps_the_former_key(
            String column, String form) {
        UUID id = new UUID(1, 1);
        byte[] value = team.encrypted("team.webhook", column, id);
        Object stored = switch (form) {
            case "bytes" -> value;
            case "version and bytes" ->
                ByteBuffer.allocate(value.length + 2)
                        .putShort((short) 1)
                        .put(value)
                        .array();
            case "version and hex" -> "01" + HexFormat.of().formatHex(value);
            case "base64" -> Base64.getEncoder().encodeToString(value);
            case "base64url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(value);
            case "hex" -> HexFormat.of().withUpperCase().formatHex(value);
            case "label:base64" -> "enc:" + Base64.getEncoder().encodeToString(value);
            default -> "{\"token\": \"" + Base64.getEncoder().encodeToString(value) + "\"}";
        };
        team.insert("webhook", "webhook_id, " + column, id, stored);
        team.rotation.renew(team.acme);
        assertRefused("team.webhook." + column);
        team.delete("webhook");
        assertThat(team.rotation.retire(team.acme)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"step, webhook_id, ', position', ', 1'", "receipt, receipt_id, '', ''"})
    void a_sealed_column_that_can_t_be_sealed_again_is_named_and_keeps_the_former_key(
            String table, String row, String names, String values) {
        UUID id = new UUID(2, 2);
        byte[] value = team.encrypted("team." + table, "secret", id);
        team.insertWith(table, row + ", secret" + names, values, id, value);
        team.rotation.renew(team.acme);
        assertRefused("team." + table + ".secret");
        assertThat(team.open(new ColumnAddress("team." + table, "secret", id), value))
                .isEqualTo(id.toString());
    }

    /** Another node retires that key and renews the next one, while this one waits for its turn. */
    @Test
    void a_key_that_became_a_former_one_after_the_search_is_searched_for_before_it_goes() throws Exception {
        team.plantWebhooks(1);
        team.rotation.renew(team.acme);
        UUID id = new UUID(5, 5);
        byte[] value = team.encrypted("team.webhook", "copy", id);
        team.insert("webhook", "webhook_id, copy", id, value);
        try (TenantDatabase late = team.open("late-retirement")) {
            CompletableFuture<Boolean> retiring = team.database.transact(team.acme, session -> {
                KeysetHandle next = TinkAead.withNewPrimary(TinkAead.primaryOf(team.keyset(session)));
                session.dsl()
                        .update(CUSTOMER_KEY)
                        .set(CUSTOMER_KEY.WRAPPED_KEY, team.wrappingKey.wrap(next, session.customerId()))
                        .execute();
                CompletableFuture<Boolean> begun = CompletableFuture.supplyAsync(
                        () -> new CustomerKeyRotation(late, team.wrappingKey).retire(team.acme));
                team.awaitLock("late-retirement");
                return begun;
            });
            assertThatThrownBy(() -> retiring.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("in team.webhook.copy:");
        }
        assertThat(team.keys()).isEqualTo(2);
        assertThat(team.open(new ColumnAddress("team.webhook", "copy", id), value))
                .isEqualTo(id.toString());
    }

    @Test
    void a_sealed_column_that_the_login_may_not_read_keeps_the_former_key() {
        team.plantWebhooks(1);
        team.rotation.renew(team.acme);
        TestDatabase.asSuperuser(team.server, "revoke select on team.receipt from operant_runtime");
        try {
            assertRefused("team.receipt.secret (which this login may not read)");
        } finally {
            TestDatabase.asSuperuser(team.server, "grant select on team.receipt to operant_runtime");
        }
        assertThat(team.rotation.retire(team.acme)).isTrue();
    }

    @Test
    void a_value_that_a_policy_of_the_team_hides_from_updates_keeps_the_former_key() {
        team.plantWebhooks(2);
        TestDatabase.asSuperuser(
                team.server,
                "create policy hidden on team.webhook as restrictive for update to operant_runtime using (note <> 'x')");
        try {
            team.rotation.renew(team.acme);
            assertRefused("team.webhook.Signing Secret");
        } finally {
            TestDatabase.asSuperuser(team.server, "drop policy hidden on team.webhook");
        }
        assertThat(team.rotation.retire(team.acme)).isTrue();
        team.assertWebhooksOpen(2);
    }

    private void assertRefused(String column) {
        assertThatThrownBy(() -> team.rotation.retire(team.acme))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("former key stays")
                .hasMessageContaining("in " + column + ":");
        assertThat(team.keys()).isEqualTo(2);
    }
}
