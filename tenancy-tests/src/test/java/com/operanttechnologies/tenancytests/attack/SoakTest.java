package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.persistence.stage.Dashboard;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.lang.reflect.InvocationTargetException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many threads for many Customers on a pool that is smaller than they are, with errors, rollbacks and cancelled
 * statements in between: everything that is read has to be the reader's own.
 */
@ExtendWith(PostgresExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("P5")
class SoakTest {

    private static final int WORKERS = 48;
    private static final int CUSTOMERS = 12;
    private static final int TURNS = 40;

    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @Test
    void no_thread_sees_a_row_of_another_customer(PostgresUnderTest server) throws Exception {
        soak(server, Executors.newFixedThreadPool(WORKERS));
    }

    @Test
    void no_virtual_thread_does_either(PostgresUnderTest server) throws Exception {
        soak(server, virtualThreads());
    }

    private void soak(PostgresUnderTest server, ExecutorService threads) throws Exception {
        try (ThrowawayDatabase migrated = server.newDatabase();
                TenantDatabase database = TenantDatabase.open(LayerSettings.of(migrated)
                        .poolSize(5)
                        .connectionTimeout(Duration.ofSeconds(60))
                        .build())) {
            List<UUID> customers = new ArrayList<>();
            for (int i = 0; i < CUSTOMERS; i++) {
                customers.add(newCustomer(database));
            }
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                int seed = worker;
                workers.add(threads.submit(() -> work(database, customers, new Random(seed))));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            threads.shutdownNow();
        }
        // Otherwise it was no soak.
        assertThat(failed).hasPositiveValue();
        assertThat(cancelled).hasPositiveValue();
    }

    /** Its name is its id, so that a foreign row is known by its looks. */
    private static UUID newCustomer(TenantDatabase database) {
        UUID customer = UUID.randomUUID();
        database.execute(TenantScope.signUp(customer, "soak"), session -> {
            new Customers(session).signUp(customer.toString());
            new DashboardRepository(session).create(customer.toString());
        });
        return customer;
    }

    private void work(TenantDatabase database, List<UUID> customers, Random random) {
        for (int turn = 0; turn < TURNS; turn++) {
            UUID customer = customers.get(random.nextInt(customers.size()));
            TenantScope scope = TenantScope.job(customer, "soak", "soak");
            switch (random.nextInt(6)) {
                case 0 ->
                    database.execute(scope, session -> new DashboardRepository(session).create(customer.toString()));
                case 1 -> failing(() -> database.execute(scope, session -> divideByZero(session)));
                case 2 ->
                    failing(() -> database.execute(scope, session -> {
                        new DashboardRepository(session).create("never committed");
                        throw new UnavailableException("on purpose");
                    }));
                case 3 -> cancelling(() -> database.execute(scope, SoakTest::sleep));
                case 4 ->
                    assertThat(database.<String>read(scope, SoakTest::allNames)).isEqualTo(customer.toString());
                default -> assertThat(titles(database, scope)).containsOnly(customer.toString());
            }
        }
    }

    private static List<String> titles(TenantDatabase database, TenantScope scope) {
        return database.read(
                scope,
                session -> new DashboardRepository(session)
                        .list(false, PageRequest.first(200)).items().stream()
                                .map(Dashboard::title)
                                .toList());
    }

    private void failing(Runnable work) {
        try {
            work.run();
        } catch (TenancyException expected) {
            failed.incrementAndGet();
        }
    }

    private void cancelling(Runnable work) {
        try {
            work.run();
        } catch (UnavailableException expected) {
            assertThat(expected.sqlState()).isEqualTo("57014");
            cancelled.incrementAndGet();
        }
    }

    private static void divideByZero(TenantSession session) {
        session.dsl().fetch("select 1 / 0");
    }

    private static void sleep(TenantSession session) {
        session.dsl().execute("set local statement_timeout = '15ms'");
        session.dsl().fetch("select pg_sleep(1)");
    }

    /** A predicate that chooses nobody: what keeps the others out is the database. */
    private static String allNames(TenantSession session) {
        try (PreparedStatement statement = session.connection()
                        .prepareStatement("select string_agg(name, ' ') from tenancy.customer"
                                + " where customer_id = customer_id");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            Assumptions.abort("This JDK has no virtual threads; CI runs it on one that has");
            throw e;
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
