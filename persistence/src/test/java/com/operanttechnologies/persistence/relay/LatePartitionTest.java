package com.operanttechnologies.persistence.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.batch.BatchReceipt;
import com.operanttechnologies.persistence.panel.Customers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The operator's job hasn't run, so that a day has no partition: what is reported then is kept all the same. */
@Tag("RLY-2")
class LatePartitionTest {

    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    /** At most 12 hours from now, and so within the limits at any hour. */
    private final Instant noon = today.atTime(12, 0).toInstant(ZoneOffset.UTC);

    private final TenantScope acme = TenantScope.signUp(UUID.randomUUID(), "test");

    @Test
    void what_finds_no_partition_is_kept_and_is_part_of_the_missing_one_once_that_is_made() throws Exception {
        try (ThrowawayDatabase database = TestDatabase.own()) {
            for (int ahead = 0; ahead <= 7; ahead++) {
                drop(database, "heartbeat", today.plusDays(ahead));
                drop(database, "client_error", today.plusDays(ahead));
            }
            try (TenantDatabase layer = at(database, noon)) {
                UUID screen = pairedScreen(layer);
                assertThat(ingest(layer, screen, noon)).isEqualTo(new BatchReceipt(1, 0, List.of()));
                assertThat(partitionOf(database, "heartbeat", screen)).isEqualTo("relay.heartbeat_rest");
                assertThat(ingest(layer, screen, noon)).isEqualTo(new BatchReceipt(0, 1, List.of()));

                makePartitions(database, noon);

                assertThat(partitionOf(database, "heartbeat", screen)).isEqualTo("relay.heartbeat" + suffix(today));
                assertThat(partitionOf(database, "client_error", screen))
                        .isEqualTo("relay.client_error" + suffix(today));
                assertThat(ingest(layer, screen, noon)).isEqualTo(new BatchReceipt(0, 1, List.of()));
                assertThat(ingest(layer, screen, noon.minusSeconds(1)).accepted())
                        .isEqualTo(1);
                assertThat(listed(layer, screen)).isEqualTo(2);
            }
        }
    }

    private UUID pairedScreen(TenantDatabase layer) {
        return layer.transact(acme, session -> {
            new Customers(session).signUp("Acme");
            PairingRepository pairings = new PairingRepository(session);
            UUID pairing =
                    pairings.offer("Entrance", "", Screens.TEN_MINUTES).offer().id();
            return pairings.complete(pairing).orElseThrow().screenId();
        });
    }

    private BatchReceipt ingest(TenantDatabase layer, UUID screen, Instant at) {
        ClientError error = new ClientError(at, "TypeError", "", OptionalInt.empty(), "");
        Heartbeat heartbeat = new Heartbeat(screen, at, 1, 1, "", Optional.empty(), List.of(error));
        return layer.transact(acme, session -> new HeartbeatRepository(session).ingest(List.of(heartbeat)));
    }

    private int listed(TenantDatabase layer, UUID screen) {
        return layer.read(
                acme,
                session -> new HeartbeatRepository(session)
                        .history(screen, Screens.first())
                        .items()
                        .size());
    }

    private static TenantDatabase at(ThrowawayDatabase database, Instant instant) {
        return TenantDatabase.open(TestDatabase.config(database)
                .clock(Clock.fixed(instant, ZoneOffset.UTC))
                .build());
    }

    private static String suffix(LocalDate day) {
        return "_" + day.toString().replace("-", "");
    }

    private static void drop(ThrowawayDatabase database, String table, LocalDate day) {
        TestDatabase.asSuperuser(database, "drop table relay." + table + suffix(day));
        TestDatabase.asSuperuser(
                database, "delete from tenancy.tenant_table where table_name = '" + table + suffix(day) + "'");
    }

    private static void makePartitions(ThrowawayDatabase database, Instant at) throws SQLException {
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement()) {
            statement.execute("select tenancy.make_partitions('" + at + "')");
        }
    }

    private static String partitionOf(ThrowawayDatabase database, String table, UUID screen) throws SQLException {
        try (Connection superuser = database.administrator().connect();
                Statement statement = superuser.createStatement();
                ResultSet rows = statement.executeQuery("select tableoid::regclass from relay." + table
                        + " where screen_id = '" + screen + "' order by 1")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
