package com.operanttechnologies.tenancytests.pgbouncer;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.PersistenceConfig;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.crypto.WrappingKey;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.attack.LayerAttack;
import com.operanttechnologies.tenancytests.attack.LayerAttacks;
import com.operanttechnologies.tenancytests.attack.LayerDoor;
import com.operanttechnologies.tenancytests.attack.Outcome;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many clients share few connections of the server, each of them for one transaction: whatever a Customer leaves on one
 * is met by whoever comes next, however well its own client was cleaned.
 */
@ExtendWith(PostgresExtension.class)
@EnabledIf(value = "isWanted", disabledReason = "-Dtenancy.pgbouncer=/usr/sbin/pgbouncer names the program; CI does")
@Tag("isolation")
@Tag("SEC-3")
@Tag("P6")
class PgBouncerIsolationTest {

    private static final int CLIENTS = 16;
    private static final int SERVER_CONNECTIONS = 3;
    private static final int WORKERS = 32;
    private static final int CUSTOMERS = 8;
    private static final int TURNS = 40;

    private final PostgresUnderTest server;
    private final AtomicInteger failed = new AtomicInteger();

    PgBouncerIsolationTest(PostgresUnderTest server) {
        this.server = server;
    }

    static boolean isWanted() {
        return PgBouncer.program().isPresent();
    }

    private static PgBouncer inFrontOf(ThrowawayDatabase database, int serverConnections) throws Exception {
        return PgBouncer.start(
                PgBouncer.program().orElseThrow(),
                serverConnections,
                List.of(database.login(DatabaseRole.RUNTIME), database.login(DatabaseRole.SIGNER)));
    }

    private static TenantDatabase layer(PgBouncer bouncer, ThrowawayDatabase database, int clients) {
        Login runtime = database.login(DatabaseRole.RUNTIME);
        Login signer = database.login(DatabaseRole.SIGNER);
        return TenantDatabase.open(PersistenceConfig.builder()
                .url(bouncer.through(runtime).url())
                .login(runtime.username(), runtime.password())
                .signer(signer.username(), signer.password())
                .wrappingKey(WrappingKey.generate())
                .lookupKey(LookupKey.of(new byte[LookupKey.LENGTH]))
                .poolSize(clients)
                .connectionTimeout(Duration.ofSeconds(60))
                .build());
    }

    @Test
    void the_attacks_on_the_layer_hold_through_it() throws Exception {
        try (ThrowawayDatabase database = server.newDatabase();
                Arena arena = Arena.open(database, table -> table.toString().equals("stage.dashboard"))) {
            for (LayerAttack attack : LayerAttacks.all()) {
                try (PgBouncer bouncer = inFrontOf(database, 1);
                        TenantDatabase layer = layer(bouncer, database, 1)) {
                    Outcome outcome = attack.attempt(arena, new LayerDoor(layer));
                    assertThat(outcome.passes()).as(outcome.toString()).isTrue();
                }
            }
        }
    }

    @Test
    void no_client_sees_a_row_of_another_customer() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
        try (ThrowawayDatabase database = server.newDatabase();
                PgBouncer bouncer = inFrontOf(database, SERVER_CONNECTIONS);
                TenantDatabase layer = layer(bouncer, database, CLIENTS)) {
            List<UUID> customers = new ArrayList<>();
            for (int i = 0; i < CUSTOMERS; i++) {
                customers.add(newCustomer(layer));
            }
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                int seed = worker;
                workers.add(threads.submit(() -> work(layer, customers, new Random(seed))));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
            assertThat(serverConnections(database)).isBetween(2, SERVER_CONNECTIONS);
        } finally {
            threads.shutdownNow();
        }
        assertThat(failed).as("errors in between").hasPositiveValue();
    }

    /** The control: what binds the session instead of the transaction leaks through the very same PgBouncer. */
    @Test
    void a_scope_that_was_set_for_a_session_does_reach_another_client() throws Exception {
        try (ThrowawayDatabase database = server.newDatabase();
                PgBouncer bouncer = inFrontOf(database, 1)) {
            Login runtime = database.login(DatabaseRole.RUNTIME);
            Login through = bouncer.through(runtime);
            UUID customer;
            try (TenantDatabase layer = layer(bouncer, database, 1)) {
                customer = newCustomer(layer);
                String token = layer.read(
                        TenantScope.job(customer, "soak", "control"),
                        session -> text(session.connection(), "select current_setting('operant.context')"));
                try (Connection careless = through.connect();
                        Connection another = through.connect();
                        Statement statement = careless.createStatement()) {
                    statement.execute("set operant.context = '" + token + "'");
                    assertThat(text(another, "select string_agg(name, ' ') from tenancy.customer"))
                            .isEqualTo(customer.toString());
                }
            }
        }
    }

    private static UUID newCustomer(TenantDatabase layer) {
        UUID customer = UUID.randomUUID();
        layer.execute(
                TenantScope.signUp(customer, "soak"), session -> new Customers(session).signUp(customer.toString()));
        return customer;
    }

    private void work(TenantDatabase layer, List<UUID> customers, Random random) {
        for (int turn = 0; turn < TURNS; turn++) {
            UUID customer = customers.get(random.nextInt(customers.size()));
            TenantScope scope = TenantScope.job(customer, "soak", "turn-" + turn);
            assertThat(
                            random.nextBoolean()
                                    ? layer.read(scope, PgBouncerIsolationTest::allNames)
                                    : layer.transact(scope, PgBouncerIsolationTest::twice))
                    .isEqualTo(customer.toString());
            if (random.nextInt(5) == 0) {
                failing(() -> layer.execute(scope, session -> session.dsl().fetch("select 1 / 0")));
            }
            if (random.nextInt(10) == 0) {
                failing(() -> layer.execute(scope, session -> {
                    session.dsl().execute("set local statement_timeout = '10ms'");
                    session.dsl().fetch("select pg_sleep(1)");
                }));
            }
        }
    }

    private void failing(Runnable work) {
        try {
            work.run();
        } catch (TenancyException expected) {
            failed.incrementAndGet();
        }
    }

    private static String twice(TenantSession session) {
        String first = allNames(session);
        String second = allNames(session);
        return first.equals(second) ? first : first + " and then " + second;
    }

    /** A predicate that chooses nobody: what keeps the others out is the database. */
    private static String allNames(TenantSession session) {
        return text(
                session.connection(),
                "select string_agg(name, ' ') from tenancy.customer where customer_id = customer_id");
    }

    private static String text(Connection connection, String sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int serverConnections(ThrowawayDatabase database) throws SQLException {
        try (Connection connection = database.administrator().connect()) {
            return Integer.parseInt(text(
                    connection,
                    "select count(*) from pg_stat_activity where usename = '"
                            + database.login(DatabaseRole.RUNTIME).username() + "'"));
        }
    }
}
