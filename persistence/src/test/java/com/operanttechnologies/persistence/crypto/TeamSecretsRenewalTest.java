package com.operanttechnologies.persistence.crypto;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.KeysetHandle;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.TenancyException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a product team has sealed is renewed like the layer's own, and what can't be renewed keeps the former key. */
@Tag("thorough")
@Tag("SEC-2")
class TeamSecretsRenewalTest {

    private static final String TABLES = """
            set role operant_owner;
            create schema team;
            grant usage on schema team to operant_runtime;
            create table team.webhook (
                customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
                webhook_id uuid not null, "Signing Secret" bytea, note text, copy bytea, settings jsonb,
                primary key (customer_id, webhook_id));
            select tenancy.protect('team.webhook', 'customer_data', 'as long as the Customer is active');
            select tenancy.classify_sealed('team.webhook', 'Signing Secret');
            create table team.step (
                customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
                webhook_id uuid not null, position integer not null, secret bytea,
                primary key (customer_id, webhook_id, position));
            select tenancy.protect('team.step', 'customer_data', 'as long as the Customer is active');
            select tenancy.classify_sealed('team.step', 'secret');
            create table team.receipt (
                customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
                receipt_id uuid not null, secret bytea,
                primary key (customer_id, receipt_id));
            select tenancy.protect('team.receipt', 'customer_data', 'as long as the Customer is active', '{select,insert}');
            select tenancy.classify_sealed('team.receipt', 'secret');
            -- Of the same name as one of the layer's.
            create table team.data_source (
                customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
                data_source_id uuid not null, secret bytea,
                primary key (customer_id, data_source_id));
            select tenancy.protect('team.data_source', 'customer_data', 'as long as the Customer is active');
            select tenancy.classify_sealed('team.data_source', 'secret');
            """;

    private static ThrowawayDatabase server;

    private final WrappingKey wrappingKey = WrappingKey.generate();
    private final TenantDatabase database = open("operant");
    private final TenantScope acme = TenantScope.job(TestDatabase.newCustomer(database, "Acme"), "keys", "team-test");
    private final CustomerKeyRotation rotation = new CustomerKeyRotation(database, wrappingKey);

    @BeforeAll
    static void create() throws SQLException {
        server = TestDatabase.own();
        TestDatabase.asSuperuser(server, TABLES);
    }

    @AfterAll
    static void drop() {
        server.close();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_teams_secrets_are_sealed_again_and_open_once_the_former_key_is_gone() {
        plantWebhooks(3);
        UUID source = new UUID(4, 4);
        insert("data_source", "data_source_id, secret", source, encrypted("team.data_source", "secret", source));
        assertThat(rotation.renew(acme)).isEqualTo(4);
        assertThat(rotation.retire(acme)).isTrue();
        assertThat(keys()).isOne();
        assertWebhooksOpen(3);
        assertThat(open(
                        new ColumnAddress("team.data_source", "secret", source),
                        Objects.requireNonNull(column("data_source", "secret").get(source))))
                .isEqualTo(source.toString());
    }

    /** The second batch waits for a row that somebody holds, and there its session is ended. */
    @Test
    void a_renewal_that_is_killed_between_two_batches_is_finished_by_the_next() throws Exception {
        int count = CustomerKeyRotation.BATCH * 5 / 2;
        plantWebhooks(count);
        try (TenantDatabase victim = open("renewal-victim");
                Connection holder = server.administrator().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select from team.webhook where customer_id = '" + acme.customerId()
                    + "' and webhook_id = '" + new UUID(0, CustomerKeyRotation.BATCH + 20) + "' for update");
            CompletableFuture<Long> renewing =
                    CompletableFuture.supplyAsync(() -> new CustomerKeyRotation(victim, wrappingKey).renew(acme));
            awaitLock("renewal-victim");
            count("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                    + " where application_name = 'renewal-victim'");
            assertThatThrownBy(() -> renewing.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TenancyException.class);
            holder.rollback();
        }
        assertThat(keys()).as("the former key and the new one").isEqualTo(2);
        assertWebhooksOpen(count);
        assertThat(rotation.renew(acme)).isEqualTo(count - CustomerKeyRotation.BATCH);
        assertThat(rotation.retire(acme)).isTrue();
        assertWebhooksOpen(count);
    }

    /** What is under the new key is never sealed again, which would make other bytes of it. */
    @Test
    @Tag("thorough")
    void renewals_that_are_killed_at_random_lose_nothing_and_seal_nothing_twice() throws Exception {
        int count = CustomerKeyRotation.BATCH * 10;
        plantWebhooks(count);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<UUID, String> renewed = Map.of();
        List<String> kills = new ArrayList<>();
        while (renewed.size() < count - CustomerKeyRotation.BATCH * 2) {
            assertThat(kills).as("seed " + seed).hasSizeLessThan(40);
            try (TenantDatabase victim = open("renewal-victim")) {
                CompletableFuture<Long> renewing =
                        CompletableFuture.supplyAsync(() -> new CustomerKeyRotation(victim, wrappingKey).renew(acme));
                // One or two batches further than the last, and somewhere in the next.
                int enough = renewed.size() + random.nextInt(CustomerKeyRotation.BATCH * 2);
                while (!renewing.isDone() && underTheNewKey().size() < enough) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                TimeUnit.MILLISECONDS.sleep(random.nextInt(30));
                boolean isDone = renewing.isDone();
                count("select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity"
                        + " where application_name = 'renewal-victim'");
                boolean isKilled =
                        renewing.handle((result, failure) -> failure != null).get(30, TimeUnit.SECONDS);
                Map<UUID, String> now = underTheNewKey();
                assertThat(now).as("seed " + seed + ": " + kills).containsAllEntriesOf(renewed);
                kills.add((isKilled ? "killed at " : isDone ? "done at " : "went on at ") + now.size());
                renewed = now;
            }
            assertThat(keys()).as("of which one is the former").isLessThanOrEqualTo(2);
            assertWebhooksOpen(count);
        }
        assertThat(kills).as("seed " + seed).anyMatch(kill -> kill.startsWith("killed"));
        assertThat(rotation.renew(acme)).isEqualTo(count - renewed.size());
        assertThat(underTheNewKey()).hasSize(count).containsAllEntriesOf(renewed);
        assertThat(keys()).as("the former key stays until it is retired").isEqualTo(2);
        assertThat(rotation.retire(acme)).isTrue();
        assertThat(keys()).isOne();
        assertWebhooksOpen(count);
        System.out.println("seed " + seed + ": " + kills);
    }

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
        byte[] value = encrypted("team.webhook", column, id);
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
        insert("webhook", "webhook_id, " + column, id, stored);
        rotation.renew(acme);
        assertRefused("team.webhook." + column);
        delete("webhook");
        assertThat(rotation.retire(acme)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"step, webhook_id, ', position', ', 1'", "receipt, receipt_id, '', ''"})
    void a_sealed_column_that_can_t_be_sealed_again_is_named_and_keeps_the_former_key(
            String table, String row, String names, String values) {
        UUID id = new UUID(2, 2);
        byte[] value = encrypted("team." + table, "secret", id);
        insertWith(table, row + ", secret" + names, values, id, value);
        rotation.renew(acme);
        assertRefused("team." + table + ".secret");
        assertThat(open(new ColumnAddress("team." + table, "secret", id), value))
                .isEqualTo(id.toString());
    }

    /** Another node retires that key and renews the next one, while this one waits for its turn. */
    @Test
    void a_key_that_became_a_former_one_after_the_search_is_searched_for_before_it_goes() throws Exception {
        plantWebhooks(1);
        rotation.renew(acme);
        UUID id = new UUID(5, 5);
        byte[] value = encrypted("team.webhook", "copy", id);
        insert("webhook", "webhook_id, copy", id, value);
        try (TenantDatabase late = open("late-retirement")) {
            CompletableFuture<Boolean> retiring = database.transact(acme, session -> {
                KeysetHandle next = TinkAead.withNewPrimary(TinkAead.primaryOf(keyset(session)));
                session.dsl()
                        .update(CUSTOMER_KEY)
                        .set(CUSTOMER_KEY.WRAPPED_KEY, wrappingKey.wrap(next, session.customerId()))
                        .execute();
                CompletableFuture<Boolean> begun =
                        CompletableFuture.supplyAsync(() -> new CustomerKeyRotation(late, wrappingKey).retire(acme));
                awaitLock("late-retirement");
                return begun;
            });
            assertThatThrownBy(() -> retiring.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("in team.webhook.copy:");
        }
        assertThat(keys()).isEqualTo(2);
        assertThat(open(new ColumnAddress("team.webhook", "copy", id), value)).isEqualTo(id.toString());
    }

    @Test
    void a_sealed_column_that_the_login_may_not_read_keeps_the_former_key() {
        plantWebhooks(1);
        rotation.renew(acme);
        TestDatabase.asSuperuser(server, "revoke select on team.receipt from operant_runtime");
        try {
            assertRefused("team.receipt.secret (which this login may not read)");
        } finally {
            TestDatabase.asSuperuser(server, "grant select on team.receipt to operant_runtime");
        }
        assertThat(rotation.retire(acme)).isTrue();
    }

    @Test
    void a_value_that_a_policy_of_the_team_hides_from_updates_keeps_the_former_key() {
        plantWebhooks(2);
        TestDatabase.asSuperuser(
                server,
                "create policy hidden on team.webhook as restrictive for update to operant_runtime using (note <> 'x')");
        try {
            rotation.renew(acme);
            assertRefused("team.webhook.Signing Secret");
        } finally {
            TestDatabase.asSuperuser(server, "drop policy hidden on team.webhook");
        }
        assertThat(rotation.retire(acme)).isTrue();
        assertWebhooksOpen(2);
    }

    @Test
    void another_customers_values_are_neither_read_nor_in_the_way() {
        plantWebhooks(1);
        TenantScope other = TenantScope.job(TestDatabase.newCustomer(database, "Other"), "keys", "team-test");
        UUID id = new UUID(3, 3);
        byte[] value = encrypted("team.webhook", "copy", id);
        database.execute(other, session -> insert(session, "webhook", "webhook_id, copy", "", id, value));
        rotation.renew(acme);
        assertThat(rotation.retire(acme)).isTrue();
    }

    private void assertRefused(String column) {
        assertThatThrownBy(() -> rotation.retire(acme))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("former key stays")
                .hasMessageContaining("in " + column + ":");
        assertThat(keys()).isEqualTo(2);
    }

    private void plantWebhooks(int count) {
        database.execute(acme, session -> {
            for (int i = 0; i < count; i++) {
                UUID id = new UUID(0, i);
                byte[] value = session.cipher()
                        .seal(
                                new ColumnAddress("team.webhook", "Signing Secret", id),
                                id.toString().getBytes(StandardCharsets.UTF_8));
                insert(session, "webhook", "webhook_id, \"Signing Secret\"", "", id, value);
            }
        });
    }

    private void assertWebhooksOpen(int count) {
        Map<UUID, byte[]> values = column("webhook", "Signing Secret");
        assertThat(values).hasSize(count);
        values.forEach((id, value) -> assertThat(open(new ColumnAddress("team.webhook", "Signing Secret", id), value))
                .isEqualTo(id.toString()));
    }

    private byte[] encrypted(String table, String column, UUID id) {
        return database.transact(
                acme,
                session -> session.cipher()
                        .seal(
                                new ColumnAddress(table, column, id),
                                id.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private String open(ColumnAddress address, byte[] value) {
        return database.read(
                acme, session -> new String(session.cipher().open(address, value), StandardCharsets.UTF_8));
    }

    /** None before there is one beside the former. */
    private Map<UUID, String> underTheNewKey() {
        byte[] prefix = database.read(
                acme, session -> keyset(session).size() == 1 ? new byte[0] : TinkAead.prefixOf(keyset(session)));
        Map<UUID, String> values = new TreeMap<>();
        if (prefix.length > 0) {
            column("webhook", "Signing Secret").forEach((id, value) -> {
                if (Arrays.equals(value, 0, prefix.length, prefix, 0, prefix.length)) {
                    values.put(id, HexFormat.of().formatHex(value));
                }
            });
        }
        return values;
    }

    private Map<UUID, byte[]> column(String table, String column) {
        String row = table + "_id";
        return database.read(
                acme,
                session -> new TreeMap<>(session.dsl()
                        .select(
                                DSL.field(DSL.name("t", row), UUID.class),
                                DSL.field(DSL.name("t", column), byte[].class))
                        .from(DSL.table(DSL.name("team", table)).as("t"))
                        .fetchMap(result -> result.value1(), result -> result.value2())));
    }

    private void insert(String table, String columns, UUID id, Object value) {
        insertWith(table, columns, "", id, value);
    }

    private void insertWith(String table, String columns, String values, UUID id, Object value) {
        database.execute(acme, session -> insert(session, table, columns, values, id, value));
    }

    private static void insert(
            TenantSession session, String table, String columns, String values, UUID id, Object value) {
        String type = columns.contains("settings") ? "?::jsonb" : "?";
        try (PreparedStatement insert = session.connection()
                .prepareStatement("insert into team." + table + " (customer_id, " + columns + ") values (?, ?, " + type
                        + values + ")")) {
            insert.setObject(1, session.customerId());
            insert.setObject(2, id);
            insert.setObject(3, value);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void delete(String table) {
        database.execute(
                acme,
                session -> session.dsl()
                        .deleteFrom(DSL.table(DSL.name("team", table)))
                        .execute());
    }

    private static void awaitLock(String application) {
        String waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and application_name = '"
                + application + "'";
        try {
            for (int i = 0; i < 300 && count(waiting) == 0; i++) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertThat(count(waiting)).isOne();
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection = server.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private int keys() {
        return database.<Integer>read(acme, session -> keyset(session).size());
    }

    private KeysetHandle keyset(TenantSession session) {
        try {
            return wrappingKey.unwrap(session.dsl().fetchSingle(CUSTOMER_KEY).getWrappedKey(), session.customerId());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private TenantDatabase open(String name) {
        return TenantDatabase.open(TestDatabase.config(server)
                .url(server.login(DatabaseRole.RUNTIME).url() + "?ApplicationName=" + name)
                .poolSize(2)
                .connectionTimeout(Duration.ofSeconds(5))
                .wrappingKey(wrappingKey)
                .build());
    }
}
