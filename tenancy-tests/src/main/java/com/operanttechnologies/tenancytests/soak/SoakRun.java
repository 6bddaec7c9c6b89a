package com.operanttechnologies.tenancytests.soak;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.tenancytests.network.CountingProxy;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Runs a soak on one database.
 *
 * @param threads that work at the same time
 * @param customers that they work for
 * @param pool connections that they share
 * @param length how long
 * @param seed of what they do and what breaks; not of when
 */
record SoakRun(int threads, int customers, int pool, Duration length, long seed) {

    /** @param progress gets a line a minute */
    SoakReport on(ThrowawayDatabase database, Consumer<String> progress)
            throws SQLException, IOException, InterruptedException {
        Figures figures = new Figures();
        try (CountingProxy proxy = CountingProxy.to(database.administrator())) {
            Login through = proxy.through(database.login(DatabaseRole.RUNTIME));
            try (TenantDatabase layer = TenantDatabase.open(LayerSettings.of(database)
                    .url(through.url() + "?socketTimeout=20")
                    .poolSize(pool)
                    .connectionTimeout(Duration.ofSeconds(10))
                    .build())) {
                List<UUID> signedUp = signUp(layer);
                long end = System.nanoTime() + length.toNanos();
                BooleanSupplier goesOn = () -> System.nanoTime() < end;
                List<Worker> workers = new ArrayList<>();
                for (int number = 0; number < threads; number++) {
                    workers.add(new Worker(number, layer, signedUp, figures, goesOn, seed));
                }
                List<Runnable> all = new ArrayList<>(workers);
                all.add(new FaultInjector(database, proxy, figures, goesOn, seed));
                all.add(new Progress(figures, goesOn, progress));
                run(all);
                List<Ledger> ledgers = workers.stream().map(Worker::ledger).toList();
                return new SoakReport(
                        this,
                        figures,
                        Reckoning.of(database.administrator(), ledgers),
                        layer.metrics().pool().active());
            }
        }
    }

    /** Its name is its id, so that a foreign row is known by its looks. */
    private List<UUID> signUp(TenantDatabase layer) {
        List<UUID> signedUp = new ArrayList<>();
        for (int i = 0; i < customers; i++) {
            UUID customer = UUID.randomUUID();
            layer.execute(
                    TenantScope.signUp(customer, "soak"),
                    session -> new Customers(session).signUp(customer.toString()));
            signedUp.add(customer);
        }
        return signedUp;
    }

    private static void run(List<Runnable> all) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(all.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            all.forEach(one -> running.add(pool.submit(one)));
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
