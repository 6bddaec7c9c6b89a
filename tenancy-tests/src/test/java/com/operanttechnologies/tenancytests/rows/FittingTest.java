package com.operanttechnologies.tenancytests.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.catalogue.Catalogue;
import com.operanttechnologies.tenancytests.catalogue.Check;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A row of A's with B's key breaks no condition of the table, whichever of the two came first. */
@ExtendWith(PostgresExtension.class)
@Tag("isolation")
class FittingTest {

    private static final List<String> KEY = List.of("screen_id", "started_at");

    private final PostgresUnderTest server;

    FittingTest(PostgresUnderTest server) {
        this.server = server;
    }

    @Test
    void an_outage_that_begins_when_somebody_elses_did_is_detected_later_than_that() throws Exception {
        try (ThrowawayDatabase database = server.newDatabase();
                Connection connection = database.administrator().connect()) {
            TenantTable outage = outage(connection);
            RowDraft draft = draft(outage);
            RowDraft mixed = draft.with(prey(outage, "2026-03-03"), KEY);
            assertThat(holds(connection, draft)).isTrue();
            assertThat(holds(connection, mixed)).as("a mere mixture").isFalse();

            RowDraft fitted = Fitting.fit(connection, mixed, KEY);
            assertThat(holds(connection, fitted)).as(fitted.insert()).isTrue();
            KEY.forEach(column -> assertThat(fitted.values().get(column))
                    .isEqualTo(mixed.values().get(column)));
        }
    }

    @Test
    void what_is_good_stays_as_it_is() throws Exception {
        try (ThrowawayDatabase database = server.newDatabase();
                Connection connection = database.administrator().connect()) {
            TenantTable outage = outage(connection);
            RowDraft mixed = draft(outage).with(prey(outage, "2026-01-01"), KEY);
            assertThat(Fitting.fit(connection, mixed, KEY)).isEqualTo(mixed);
        }
    }

    /** Detected at midday of the second of January. */
    private static RowDraft draft(TenantTable outage) {
        return new RowDraft(
                outage,
                Map.of(
                        "customer_id", "gen_random_uuid()",
                        "screen_id", "gen_random_uuid()",
                        "started_at", "timestamptz '2026-01-02 11:00+00'",
                        "detected_at", "timestamptz '2026-01-02 12:00+00'"));
    }

    private static Row prey(TenantTable outage, String started) {
        return new Row(
                outage,
                Map.of("screen_id", "bbbbbbbb-2222-7222-8222-bbbbbbbbbbbb", "started_at", started + " 00:00+00"));
    }

    private static TenantTable outage(Connection connection) throws SQLException {
        return Catalogue.read(connection, DatabaseRole.RUNTIME.group()).stream()
                .filter(table -> table.toString().equals("relay.outage"))
                .findFirst()
                .orElseThrow();
    }

    private static boolean holds(Connection connection, RowDraft draft) throws SQLException {
        Check order = draft.table().checks().stream()
                .filter(check -> check.name().equals("outage_order"))
                .findFirst()
                .orElseThrow();
        String values = "select " + draft.values().get("started_at") + " as started_at, "
                + draft.values().get("detected_at") + " as detected_at, null::timestamptz as ended_at";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select (" + order.expression() + ") is not false from (" + values + ") row")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
