package com.operanttechnologies.persistence.crypto;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.KeysetHandle;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jooq.impl.DSL;

/** A database in which a product team has sealed columns, a Customer with values there, and the rotation of its key. */
final class TeamSecrets implements AutoCloseable {

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

    final WrappingKey wrappingKey = WrappingKey.generate();
    final ThrowawayDatabase server;
    final TenantDatabase database;
    final TenantScope acme;
    final CustomerKeyRotation rotation;

    TeamSecrets() {
        server = TestDatabase.own();
        TestDatabase.asSuperuser(server, TABLES);
        database = open("operant");
        acme = newCustomer("Acme");
        rotation = new CustomerKeyRotation(database, wrappingKey);
    }

    @Override
    public void close() {
        database.close();
        server.close();
    }

    TenantScope newCustomer(String name) {
        return TenantScope.job(TestDatabase.newCustomer(database, name), "keys", "team-test");
    }

    void plantWebhooks(int count) {
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

    void assertWebhooksOpen(int count) {
        Map<UUID, byte[]> values = column("webhook", "Signing Secret");
        assertThat(values).hasSize(count);
        values.forEach((id, value) -> assertThat(open(new ColumnAddress("team.webhook", "Signing Secret", id), value))
                .isEqualTo(id.toString()));
    }

    byte[] encrypted(String table, String column, UUID id) {
        return database.transact(
                acme,
                session -> session.cipher()
                        .seal(
                                new ColumnAddress(table, column, id),
                                id.toString().getBytes(StandardCharsets.UTF_8)));
    }

    String open(ColumnAddress address, byte[] value) {
        return database.read(
                acme, session -> new String(session.cipher().open(address, value), StandardCharsets.UTF_8));
    }

    /** None before there is one beside the former. */
    Map<UUID, String> underTheNewKey() {
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

    Map<UUID, byte[]> column(String table, String column) {
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

    void insert(String table, String columns, UUID id, Object value) {
        insertWith(table, columns, "", id, value);
    }

    void insertWith(String table, String columns, String values, UUID id, Object value) {
        database.execute(acme, session -> insert(session, table, columns, values, id, value));
    }

    static void insert(TenantSession session, String table, String columns, String values, UUID id, Object value) {
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

    void delete(String table) {
        database.execute(
                acme,
                session -> session.dsl()
                        .deleteFrom(DSL.table(DSL.name("team", table)))
                        .execute());
    }

    void awaitLock(String application) {
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

    long count(String sql) throws SQLException {
        try (Connection connection = server.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    int keys() {
        return database.<Integer>read(acme, session -> keyset(session).size());
    }

    KeysetHandle keyset(TenantSession session) {
        try {
            return wrappingKey.unwrap(session.dsl().fetchSingle(CUSTOMER_KEY).getWrappedKey(), session.customerId());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    TenantDatabase open(String name) {
        return TenantDatabase.open(TestDatabase.config(server)
                .url(server.login(DatabaseRole.RUNTIME).url() + "?ApplicationName=" + name)
                .poolSize(2)
                .connectionTimeout(Duration.ofSeconds(5))
                .wrappingKey(wrappingKey)
                .build());
    }
}
