package com.operanttechnologies.persistence.crypto;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DATA_SOURCE;
import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.TenancyException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys are replaced under running work, and whatever dies in between leaves every secret readable. */
@Tag("SEC-2")
@Tag("thorough")
class CustomerKeyRotationTest {

    private static final int SECRETS = 250;

    private final WrappingKey wrappingKey = WrappingKey.generate();
    private final TenantDatabase database = open(wrappingKey);
    private final TenantScope acme =
            TenantScope.job(TestDatabase.newCustomer(database, "Acme"), "keys", "key-rotation-test");
    private final CustomerKeyRotation rotation = new CustomerKeyRotation(database, wrappingKey);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_rotated_wrapping_key_wraps_again_without_touching_a_secret_and_the_former_can_go() {
        List<UUID> ids = plant(3);
        List<byte[]> before = sealed();
        WrappingKey rotated = wrappingKey.rotated();
        try (TenantDatabase after = open(rotated)) {
            CustomerKeyRotation rewrapping = new CustomerKeyRotation(after, rotated);
            assertThat(rewrapping.rewrap(acme)).isTrue();
            assertThat(rewrapping.rewrap(acme))
                    .as("there is nothing left to do")
                    .isFalse();
            assertReadable(after, ids);
        }
        assertThat(sealed()).usingElementComparator(Arrays::compare).isEqualTo(before);
        assertThatThrownBy(() -> assertReadable(database, ids))
                .as("the former wrapping key alone")
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void a_lost_wrapping_key_is_told_as_such_and_nothing_is_sealed_over() {
        List<UUID> ids = plant(1);
        WrappingKey another = WrappingKey.generate();
        try (TenantDatabase lost = open(another)) {
            assertThatThrownBy(() -> assertReadable(lost, ids))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("can't be unwrapped")
                    .hasMessageContaining("Take the wrapping key that this database was used with")
                    .hasNoCause();
            CustomerKeyRotation with = new CustomerKeyRotation(lost, another);
            assertThatThrownBy(() -> with.renew(acme)).hasMessageContaining("can't be unwrapped");
            assertThatThrownBy(() -> with.rewrap(acme)).hasMessageContaining("can't be unwrapped");
        }
        assertReadable(database, ids);
    }

    @Test
    void a_renewed_key_has_sealed_every_secret_and_the_former_one_is_gone() {
        List<UUID> ids = plant(SECRETS);
        Set<String> former = prefixes();
        assertThat(rotation.renew(acme)).isEqualTo(SECRETS);
        assertThat(rotation.renew(acme))
                .as("again, before the former key is retired")
                .isZero();
        assertThat(prefixes()).hasSize(1).doesNotContainAnyElementsOf(former);
        assertThat(keys()).isEqualTo(2);
        assertThat(rotation.retire(acme)).isTrue();
        assertThat(rotation.retire(acme)).isFalse();
        assertThat(keys()).isEqualTo(1);
        assertReadable(database, ids);
    }

    @Test
    void who_has_sealed_under_the_former_key_is_waited_for_and_sealed_again() throws Exception {
        List<UUID> ids = new ArrayList<>(plant(1));
        UUID late = new UUID(1, 1);
        ids.add(late);
        CompletableFuture<Long> renewed = database.transact(acme, session -> {
            byte[] sealed = session.cipher().seal(address(late), new byte[] {1});
            CompletableFuture<Long> renewing = CompletableFuture.supplyAsync(() -> rotation.renew(acme));
            assertThatThrownBy(() -> renewing.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            insert(session.dsl(), late, sealed);
            return renewing;
        });
        assertThat(renewed.get(30, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(rotation.retire(acme)).isTrue();
        assertReadable(database, ids);
    }

    @Test
    void a_value_that_can_t_be_opened_keeps_the_former_key() {
        List<UUID> ids = plant(2);
        database.execute(
                acme,
                session -> session.dsl()
                        .update(DATA_SOURCE)
                        .set(DATA_SOURCE.SECRET, new byte[64])
                        .where(DATA_SOURCE.DATA_SOURCE_ID.eq(ids.get(0)))
                        .execute());
        assertThatThrownBy(() -> rotation.renew(acme)).hasMessageContaining("so that key stays");
        assertThatThrownBy(() -> rotation.retire(acme)).hasMessageContaining("so that key stays");
        assertThat(keys()).isEqualTo(2);
    }

    /** Ends the rotation's sessions at the server at random moments, while others read and seal. */
    @Test
    void rotations_that_are_killed_at_random_end_in_the_right_state_once_they_are_repeated() throws Exception {
        List<UUID> ids = plant(SECRETS);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        int killed = 0;
        try (TenantDatabase others = open(wrappingKey)) {
            Future<?> reading = threads.submit(() -> {
                while (!over.get()) {
                    assertReadable(others, ids);
                }
            });
            for (int round = 0; round < 12; round++) {
                Future<Boolean> rotating = threads.submit(() -> {
                    try (TenantDatabase victim = open(wrappingKey, "rotation-victim")) {
                        CustomerKeyRotation mortal = new CustomerKeyRotation(victim, wrappingKey);
                        mortal.renew(acme);
                        mortal.retire(acme);
                        return true;
                    } catch (TenancyException e) {
                        return false;
                    }
                });
                TimeUnit.MILLISECONDS.sleep(40 + random.nextInt(200));
                TestDatabase.asSuperuser(
                        TestDatabase.database(),
                        "select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where application_name = 'rotation-victim'");
                killed += rotating.get(30, TimeUnit.SECONDS) ? 0 : 1;
            }
            rotation.renew(acme);
            TimeUnit.MILLISECONDS.sleep(50);
            over.set(true);
            reading.get(30, TimeUnit.SECONDS);
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        rotation.retire(acme);
        assertThat(killed).as("rotations that died, with the seed " + seed).isPositive();
        assertThat(keys()).isEqualTo(1);
        assertThat(prefixes()).hasSize(1);
        assertReadable(database, ids);
    }

    /** A column that holds sealed values and isn't renewed would be lost with the former key. */
    @Test
    void every_sealed_column_of_the_database_is_renewed() throws SQLException {
        // Sealed is what is bytes of many lengths, from a nonce and a tag on.
        assertThat(renewed())
                .containsExactlyInAnyOrderElementsOf(columns("select c.conrelid::regclass || '.' || a.attname"
                        + " from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]"
                        + " where c.contype = 'c' and a.atttypid = 'bytea'::regtype"
                        + " and pg_get_constraintdef(c.oid) ~ 'octet_length\\(.*\\) >= 29'"));
    }

    /** What isn't registered is left out of an export with secrets. */
    @Test
    @Tag("PRV-3")
    void every_sealed_column_is_registered_as_such() throws SQLException {
        assertThat(renewed())
                .containsExactlyInAnyOrderElementsOf(
                        columns("select schema_name || '.' || table_name || '.' || column_name"
                                + " from tenancy.column_class where is_sealed"));
    }

    private List<String> renewed() {
        return database.read(acme, StoredColumn::renewable).stream()
                .map(SealedColumn::toString)
                .toList();
    }

    private static List<String> columns(String sql) throws SQLException {
        try (Connection connection = TestDatabase.database().administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private static TenantDatabase open(WrappingKey key) {
        return open(key, "operant");
    }

    private static TenantDatabase open(WrappingKey key, String name) {
        ThrowawayDatabase shared = TestDatabase.database();
        return TenantDatabase.open(TestDatabase.config(shared)
                .url(shared.login(DatabaseRole.RUNTIME).url() + "?ApplicationName=" + name)
                .poolSize(2)
                .connectionTimeout(Duration.ofSeconds(5))
                .wrappingKey(key)
                .build());
    }

    private List<UUID> plant(int count) {
        return database.transact(acme, session -> {
            List<UUID> ids = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                UUID id = UUID.randomUUID();
                ids.add(id);
                insert(
                        session.dsl(),
                        id,
                        session.cipher().seal(address(id), id.toString().getBytes(StandardCharsets.UTF_8)));
            }
            return List.copyOf(ids);
        });
    }

    private void insert(DSLContext dsl, UUID id, byte[] sealed) {
        dsl.insertInto(DATA_SOURCE)
                .set(DATA_SOURCE.CUSTOMER_ID, acme.customerId())
                .set(DATA_SOURCE.DATA_SOURCE_ID, id)
                .set(DATA_SOURCE.NAME, "source " + id)
                .set(DATA_SOURCE.KIND, "pg")
                .set(DATA_SOURCE.SECRET, sealed)
                .execute();
    }

    private static ColumnAddress address(UUID id) {
        return new ColumnAddress("stage.data_source", "secret", id);
    }

    private void assertReadable(TenantDatabase through, List<UUID> ids) {
        through.execute(acme, session -> {
            var rows = session.dsl()
                    .select(DATA_SOURCE.DATA_SOURCE_ID, DATA_SOURCE.SECRET)
                    .from(DATA_SOURCE)
                    .fetch();
            assertThat(rows).hasSize(ids.size());
            for (var row : rows) {
                assertThat(session.cipher().open(address(row.value1()), row.value2()))
                        .isNotEmpty();
            }
        });
    }

    private List<byte[]> sealed() {
        return database.read(
                acme,
                session -> session.dsl()
                        .select(DATA_SOURCE.SECRET)
                        .from(DATA_SOURCE)
                        .orderBy(DATA_SOURCE.DATA_SOURCE_ID)
                        .fetch(DATA_SOURCE.SECRET));
    }

    private Set<String> prefixes() {
        Set<String> prefixes = new HashSet<>();
        sealed().forEach(value -> prefixes.add(HexFormat.of().formatHex(value, 0, 5)));
        return prefixes;
    }

    private int keys() {
        return database.read(acme, session -> {
            try {
                return wrappingKey
                        .unwrap(session.dsl().fetchSingle(CUSTOMER_KEY).getWrappedKey(), session.customerId())
                        .size();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
