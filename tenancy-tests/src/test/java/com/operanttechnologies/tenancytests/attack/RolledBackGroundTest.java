package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks inside of one transaction: they notice what the others do, leave out what they must, and leave nothing. */
@ExtendWith(PostgresExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("thorough")
class RolledBackGroundTest {

    private static final String TABLE = "stage.dashboard";
    private static final String EVERYTHING =
            "select (select count(*) from tenancy.customer) || ' ' || (select count(*) from stage.dashboard) || ' '"
                    + " || (select string_agg(key_id, ',' order by key_id) from tenancy.signing_key)";

    private final PostgresUnderTest server;

    RolledBackGroundTest(PostgresUnderTest server) {
        this.server = server;
    }

    private interface Attacks {
        List<Attack> in(Arena arena) throws SQLException;
    }

    private static List<Outcome> attack(ThrowawayDatabase database, Attacks attacks) throws SQLException {
        try (RolledBackGround ground =
                        RolledBackGround.begin(database.administrator().connect());
                Arena arena = Arena.open(ground, table -> table.toString().equals(TABLE))) {
            return attacks.in(arena).stream()
                    // Of its many tokens a few will do.
                    .filter(attack -> !attack.title().contains("megabyte"))
                    .flatMap(attack -> attack.aim(arena).stream())
                    .map(AimedAttack::attempt)
                    .toList();
        }
    }

    private static List<Attack> scopeAndMore(Arena arena) throws SQLException {
        return Stream.of(IsolationSuite.scope(arena), IsolationSuite.pool(), IsolationSuite.statements())
                .flatMap(List::stream)
                .toList();
    }

    private static String everything(ThrowawayDatabase database) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(EVERYTHING)) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<String> ids(List<Outcome> outcomes, Verdict verdict) {
        return outcomes.stream()
                .filter(outcome -> outcome.verdict() == verdict)
                .map(Outcome::id)
                .distinct()
                .toList();
    }

    @Test
    void a_good_database_holds_and_is_as_it_was() throws Exception {
        try (ThrowawayDatabase database = server.newDatabase()) {
            String before = everything(database);
            List<Outcome> outcomes = attack(database, RolledBackGroundTest::scopeAndMore);
            assertThat(outcomes)
                    .extracting(Outcome::verdict)
                    .doesNotContain(Verdict.BREACHED, Verdict.COULD_NOT_ATTACK);
            assertThat(ids(outcomes, Verdict.HELD)).contains("L1", "C1", "C9", "C10", "W1", "W2", "W3", "S3");
            assertThat(outcomes)
                    .filteredOn(outcome -> outcome.verdict() == Verdict.NOT_ATTACKED)
                    .isNotEmpty()
                    .allSatisfy(outcome -> assertThat(outcome.observed()).isNotBlank());
            assertThat(everything(database)).isEqualTo(before);
        }
    }

    @Test
    void a_broken_database_is_noticed_and_nothing_of_the_breach_stays() throws Exception {
        try (ThrowawayDatabase database = server.newDatabase()) {
            SharedArenas.execute(
                    database,
                    "drop policy tenant_fence on stage.dashboard",
                    "alter policy tenant on stage.dashboard using (true) with check (true)");
            String before = everything(database);
            List<Outcome> outcomes = attack(database, arena -> IsolationSuite.statements());
            assertThat(ids(outcomes, Verdict.BREACHED)).contains("W1", "W2");
            assertThat(everything(database)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1; commit; update stage.dashboard set title = ''",
                "do $$ begin commit; end $$",
                "copy stage.dashboard to program 'cat'",
                "COPY stage.dashboard TO '/tmp/stolen'",
                "select lo_export(1, '/tmp/x')",
                "select pg_terminate_backend(1)",
                "alter system set log_statement = 'all'",
                "set session authorization postgres",
                "reset session authorization",
                "select pg_advisory_lock(1)",
                "select nextval('x')",
                "prepare trap as select 1",
                "listen channel",
                "create database trap",
            })
    void what_cannot_be_taken_back_is_left_out(String sql) {
        assertThatThrownBy(() -> Irrevocable.check(sql)).isInstanceOf(LeftOutException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rollback to savepoint s",
                "delete from stage.dashboard",
                "copy stage.dashboard (customer_id) to stdout",
                "do $$ begin perform 1; end $$",
                "set local role operant_owner",
            })
    void what_can_be_taken_back_is_tried(String sql) {
        Irrevocable.check(sql);
    }
}
