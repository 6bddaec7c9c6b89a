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
class RowDraftTest {

    @Test
    void an_outage_that_begins_when_somebody_elses_did_is_detected_when_that_was(PostgresUnderTest server)
            throws Exception {
        try (ThrowawayDatabase database = server.newDatabase();
                Connection connection = database.administrator().connect()) {
            TenantTable outage = outage(connection);
            RowDraft draft = new RowDraft(outage, outage("2026-01-01 11:00", "2026-01-01 12:00"));
            Row prey =
                    new Row(outage, Map.of("started_at", "2026-03-03 11:00+00", "detected_at", "2026-03-03 12:00+00"));
            assertThat(holds(connection, draft)).isTrue();
            assertThat(holds(connection, draft.with("started_at", prey.sql("started_at"))))
                    .as("a mere mixture")
                    .isFalse();

            RowDraft mixed = draft.with(prey, List.of("started_at"));
            assertThat(holds(connection, mixed)).as(mixed.insert()).isTrue();
            assertThat(mixed.values().get("started_at")).isEqualTo(prey.sql("started_at"));
            assertThat(mixed.values().get("screen_id")).isEqualTo(draft.values().get("screen_id"));
        }
    }

    private static Map<String, String> outage(String started, String detected) {
        return Map.of(
                "customer_id",
                "gen_random_uuid()",
                "screen_id",
                "gen_random_uuid()",
                "started_at",
                "timestamptz '" + started + "+00'",
                "detected_at",
                "timestamptz '" + detected + "+00'");
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
