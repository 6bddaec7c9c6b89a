package com.operanttechnologies.tenancytests.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.attack.Door;
import com.operanttechnologies.tenancytests.attack.LayerAttacks;
import com.operanttechnologies.tenancytests.attack.LayerDoor;
import com.operanttechnologies.tenancytests.attack.Outcome;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The layer with one guard taken out of its classes, one at a time: the attacks on it, or the layer's next guard,
 * notice. On a database without the hardening, where nothing but the layer looks after a connection.
 */
@ExtendWith(PostgresExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
@Tag("SEC-3")
class LayerMutationTest {

    private ThrowawayDatabase database;
    private Arena arena;

    @BeforeAll
    void open(PostgresUnderTest server) throws Exception {
        database = server.newDatabase();
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("grant execute on function pg_catalog.set_config(text, text, boolean) to public");
        }
        arena = Arena.open(database, table -> table.toString().equals("tenancy.customer"));
    }

    @AfterAll
    void close() throws Exception {
        arena.close();
        database.close();
    }

    @Test
    void the_layer_as_it_is_holds() throws Exception {
        assertThat(noticed(MutatedLayer.unchanged())).isEmpty();
    }

    @Test
    void the_binding_skipped() throws Exception {
        assertThat(noticed(binding("select tenancy.bind(?, false); ", "select ?::text; ")))
                .isNotEmpty();
    }

    @Test
    void the_binding_made_for_the_session() throws Exception {
        assertThat(noticed(
                        binding("select tenancy.bind(?, false); ", "select set_config('operant.context', ?, false); ")))
                .anyMatch(outcome -> outcome.id().equals("C4"));
    }

    @Test
    void the_connection_not_reset() throws Exception {
        assertThat(noticed(binding("reset all; ", "select null; ")))
                .anyMatch(outcome -> outcome.id().equals("P3"));
    }

    @Test
    void the_statements_not_looked_at() throws Exception {
        assertThat(noticed(MutatedLayer.without("internal.bind.StatementGuard", "require", "requirePlain")))
                .extracting(Outcome::id)
                .contains("C8", "P2");
    }

    @Test
    void the_predicate_left_out() throws Exception {
        assertThat(noticed(MutatedLayer.without("internal.jooq.TenantPredicate", "visitStart")))
                .allSatisfy(outcome -> assertThat(outcome.observed()).contains("without customer_id = ?"))
                .isNotEmpty();
    }

    private static MutatedLayer binding(String text, String by) {
        return MutatedLayer.withTexts("internal.bind.Binding", Map.of(text, by));
    }

    /** Attacks that don't pass. */
    private List<Outcome> noticed(MutatedLayer layer) throws Exception {
        try (AutoCloseable door = (AutoCloseable) layer.loadClass(LayerDoor.class.getName())
                .getMethod("open", ThrowawayDatabase.class)
                .invoke(null, database)) {
            return LayerAttacks.all().stream()
                    .map(attack -> attack.attempt(arena, (Door) door))
                    .filter(outcome -> !outcome.passes())
                    .toList();
        }
    }
}
