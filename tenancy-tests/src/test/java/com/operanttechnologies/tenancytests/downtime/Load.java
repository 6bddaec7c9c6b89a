package com.operanttechnologies.tenancytests.downtime;

import com.example.signage.PlaylistRepository;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.audit.AuditEvent;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.panel.Customers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Applications at work, each in a thread with a Customer of its own: they list, add and rename playlists, and add
 * players, give them another playlist and read back what they show. Every request is timed, and one that fails is kept.
 */
final class Load implements AutoCloseable {

    private static final int APPLICATIONS = 4;
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(2);

    private final TenantDatabase database;
    private final List<Application> applications = new ArrayList<>();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    Load(TenantDatabase database, Release release) {
        this.database = database;
        for (int i = 0; i < APPLICATIONS; i++) {
            applications.add(new Application(i, release));
        }
        applications.forEach(Thread::start);
        awaitRequests(20);
    }

    /** A Customer that is found by what works on all of them, as there is an entry in its audit log. */
    static TenantScope signUp(TenantDatabase database, String name) {
        TenantScope scope = TenantScope.signUp(UUID.randomUUID(), "load");
        database.execute(scope, session -> {
            new Customers(session).signUp(name);
            new AuditLog(session)
                    .append(AuditEvent.of(
                            "customer.signed_up", "customer", scope.customerId().toString(), AuditCause.of("Load")));
        });
        return scope;
    }

    /** Deploys another release, one application after the other, and lets each do some work. */
    void deploy(Release release) {
        for (Application application : applications) {
            application.release = release;
            awaitRequests(5);
        }
    }

    /** Returns when each application has begun and ended so many requests more. */
    void awaitRequests(int more) {
        List<Integer> targets = applications.stream()
                .map(application -> application.requests + more + 1)
                .toList();
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        for (int i = 0; i < targets.size(); i++) {
            while (applications.get(i).requests < targets.get(i)) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("The applications have come to a stop: " + failures);
                }
                sleep(Duration.ofMillis(1));
            }
        }
    }

    /** Requests that were answered with an error, or with something else than what was written before. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** How long each request took, the fastest first; once the load is over. */
    List<Duration> latencies() {
        List<Duration> all = new ArrayList<>();
        applications.forEach(application -> all.addAll(application.latencies));
        Collections.sort(all);
        return all;
    }

    @Override
    public void close() {
        isOver.set(true);
        for (Application application : applications) {
            try {
                application.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Application extends Thread {

        private final TenantScope scope;
        private final String serial;
        private final List<Duration> latencies = new ArrayList<>();
        private final UUID lobby;
        private UUID shown;
        private volatile Release release;
        private volatile int requests;

        Application(int number, Release release) {
            super("application-" + number);
            // Leaves 1 when divided by 97, as the table wants it.
            this.serial = String.format("%010d", (number + 1) * 97 + 1);
            this.release = release;
            this.scope = signUp(database, getName());
            this.lobby = database.transact(scope, session -> {
                UUID playlist = new PlaylistRepository(session).add("Lobby");
                new PlayerRepository(session, release).add(serial, playlist);
                return playlist;
            });
            this.shown = lobby;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // nobody else counts
        public void run() {
            while (!isOver.get()) {
                long begun = System.nanoTime();
                Release now = release;
                try {
                    request(now);
                } catch (RuntimeException e) {
                    failures.add(getName() + ", " + now + ": " + e);
                }
                latencies.add(Duration.ofNanos(System.nanoTime() - begun));
                requests++;
                Load.sleep(BETWEEN_REQUESTS);
            }
        }

        private void request(Release now) {
            switch (requests % 4) {
                case 0 -> database.read(scope, session -> new PlaylistRepository(session).titles());
                case 1 ->
                    database.execute(
                            scope, session -> new PlaylistRepository(session).rename(lobby, "Lobby " + requests));
                case 2 ->
                    // A playlist first and then a player: the order in which no migration takes its locks.
                    shown = database.transact(scope, session -> {
                        UUID next = new PlaylistRepository(session).add("Canteen " + requests);
                        new PlayerRepository(session, now).show(serial, next);
                        return next;
                    });
                default -> {
                    Optional<UUID> found =
                            database.read(scope, session -> new PlayerRepository(session, now).shown(serial));
                    if (!found.equals(Optional.of(shown))) {
                        throw new IllegalStateException("the player shows " + found + " and not " + shown);
                    }
                }
            }
        }
    }
}
