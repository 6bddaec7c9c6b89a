package com.operanttechnologies.tenancytests.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.tenancytests.evidence.Progress;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every variant does the same work, so that none is fast by doing less. */
@Tag("thorough")
@ExtendWith(PostgresExtension.class)
class VariantsTest {

    private static final Dataset DATASET = new Dataset(Dataset.THREADS, 120);
    private static final Map<Way, Variant> VARIANTS = new EnumMap<>(Way.class);

    private static Databases databases;

    @BeforeAll
    static void open(PostgresUnderTest server) throws SQLException {
        databases = Databases.create(server.administrator(), DATASET);
        for (Way way : Way.values()) {
            VARIANTS.put(way, way.open(databases, UnaryOperator.identity(), 2));
        }
    }

    @AfterAll
    static void close() {
        VARIANTS.values().forEach(Variant::close);
        databases.close();
    }

    private static Variant variant(Way way) {
        return Objects.requireNonNull(VARIANTS.get(way));
    }

    private static Object call(Way way, Operation operation, Aim aim) {
        return operation.prepare(variant(way), DATASET, aim).run();
    }

    @ParameterizedTest
    @EnumSource
    void a_screen_is_read_as_it_was_loaded(Way way) {
        Aim aim = DATASET.aim(3, 5);

        ScreenRow read = variant(way).pointRead(aim);

        assertThat(read.id()).isEqualTo(aim.screenId());
        assertThat(read.name()).isEqualTo(Dataset.screenName(aim.screen()));
        assertThat(read.state()).isEqualTo("paired");
    }

    @ParameterizedTest
    @EnumSource
    void a_page_has_the_fifty_screens_from_the_aimed_one_on(Way way) {
        Aim aim = DATASET.aim(4, 6);

        List<ScreenRow> page = variant(way).listPage(aim);

        assertThat(page).hasSize(Operation.PAGE);
        for (int i = 0; i < Operation.PAGE; i++) {
            assertThat(page.get(i).name()).isEqualTo(Dataset.screenName(aim.screen() + i));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_join_gives_the_row_that_the_unprotected_one_gives(Way way) {
        Aim aim = DATASET.aim(5, 7);

        assertThat(variant(way).join(aim))
                .isEqualTo(variant(Way.UNPROTECTED).join(aim))
                .satisfies(row -> assertThat(row.screenId()).isEqualTo(aim.screenId()));
    }

    @ParameterizedTest
    @EnumSource
    void a_transaction_writes_what_it_has_read(Way way) {
        Aim aim = DATASET.aim(6, 8);

        String written = variant(way).transaction(aim);

        assertThat(written).startsWith(Dataset.screenName(aim.screen()) + " for Dashboard ");
        assertThat(variant(way).pointRead(aim).location()).isEqualTo(written);
    }

    @ParameterizedTest
    @EnumSource
    void an_update_changes_the_aimed_screen(Way way) {
        Aim aim = DATASET.aim(7, 9);

        assertThat(variant(way).update(aim)).isEqualTo(1);

        assertThat(variant(way).pointRead(aim).location()).isEqualTo("Moved " + aim.serial());
    }

    @ParameterizedTest
    @EnumSource
    void an_insert_leaves_one_row_of_the_aimed_customer(Way way) throws SQLException {
        Aim aim = DATASET.aim(8, 0);

        assertThat(variant(way).insert(aim)).isEqualTo(1);

        assertThat(count("stage.dashboard where customer_id = '" + aim.customerId() + "' and title = 'New "
                        + aim.serial() + "'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_batch_of_heartbeats_is_appended_and_moves_every_status(Way way) throws SQLException {
        Aim aim = DATASET.aim(9, 0);
        String history = "relay.heartbeat where customer_id = '" + aim.customerId() + "'";
        long before = count(history);

        call(way, Operation.HEARTBEATS, aim);

        assertThat(count(history) - before).isEqualTo(Operation.BATCH);
        assertThat(count("relay.screen_status s where customer_id = '" + aim.customerId()
                        + "' and last_seen_at = (select"
                        + " max(reported_at) from relay.heartbeat h where h.customer_id = s.customer_id and h.screen_id"
                        + " = s.screen_id)"))
                .isGreaterThanOrEqualTo(120);
    }

    @ParameterizedTest
    @EnumSource
    void a_batch_of_usage_events_is_appended(Way way) throws SQLException {
        Aim aim = DATASET.aim(10, 0);
        String events = "usage.event where customer_id = '" + aim.customerId() + "'";
        long before = count(events);

        call(way, Operation.USAGE_EVENTS, aim);

        assertThat(count(events) - before).isEqualTo(Operation.BATCH);
    }

    @ParameterizedTest
    @EnumSource(names = "UNPROTECTED.*", mode = EnumSource.Mode.MATCH_NONE)
    void another_customers_screen_is_not_there(Way way) {
        Aim own = DATASET.aim(11, 0);
        Aim other = DATASET.aim(12, 0);
        Aim crossed = new Aim(own.customerId(), other.screen(), other.screenId(), own.dashboardId(), 0);

        assertThat(variant(way).update(crossed)).isZero();
    }

    @Test
    void round_trips_are_counted_and_the_layers_are_those_of_unprotected_work() throws IOException {
        RoundTrips counted = RoundTrips.count(databases, DATASET, Progress.SILENT);

        assertThat(counted.of(Operation.POINT_READ, Way.LAYER)).isEqualTo(1);
        assertThat(counted.of(Operation.LIST_PAGE, Way.LAYER)).isEqualTo(1);
        assertThat(counted.of(Operation.JOIN, Way.LAYER)).isEqualTo(1);
        assertThat(counted.of(Operation.TRANSACTION, Way.LAYER)).isEqualTo(3 + 1);
        assertThat(counted.of(Operation.UPDATE, Way.LAYER)).isEqualTo(1 + 1);
        assertThat(counted.of(Operation.POINT_READ, Way.UNPROTECTED)).isEqualTo(1);
        assertThat(counted.of(Operation.TRANSACTION, Way.UNPROTECTED)).isEqualTo(3 + 1);
        assertThat(counted.of(Operation.POINT_READ, Way.IN_TRANSACTION)).isEqualTo(3);
        assertThat(counted.of(Operation.POINT_READ, Way.AT_CHECKOUT)).isEqualTo(3);
        assertThat(counted.of(Operation.POINT_READ, Way.HIBERNATE)).isEqualTo(1);
    }

    @Test
    void a_contest_measures_every_variant_in_every_round() throws Exception {
        Effort tiny = new Effort(Dataset.THREADS, Duration.ofMillis(5), 3, Duration.ofMillis(5), 1, 1, 0);
        Contest contest = new Contest(VARIANTS, DATASET, tiny, RoundTrips.count(databases, DATASET, Progress.SILENT));

        List<Measurement> measured = new ArrayList<>();
        for (int threads : new int[] {1, 2}) {
            measured.addAll(contest.run(Operation.POINT_READ, Network.LOOPBACK, threads, Progress.SILENT));
        }

        assertThat(measured).hasSize(2 * (Way.values().length - 1)).allSatisfy(each -> {
            assertThat(each.micros())
                    .hasSize(3)
                    .allSatisfy(micros -> assertThat(micros).isPositive());
            assertThat(each.calls()).isGreaterThanOrEqualTo(3);
        });
    }

    /** In whichever of the three databases: the sum of all, of which one has changed. */
    private static long count(String from) throws SQLException {
        long sum = 0;
        for (Login administrator : databases.administrators()) {
            try (Connection connection = administrator.connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select count(*) from " + from)) {
                row.next();
                sum += row.getLong(1);
            }
        }
        return sum;
    }
}
