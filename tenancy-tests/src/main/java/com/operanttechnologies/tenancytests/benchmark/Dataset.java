package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.migrations.Login;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The rows that operations read and write. Each thread keeps to Customers of its own, so that none waits for another's
 * locks. Safe for use by several threads.
 */
final class Dataset {

    /** As many threads may take aim at once. */
    static final int THREADS = 16;

    private static final int DASHBOARDS = 20;

    private final UUID[] customers;
    private final UUID[][] screens;
    private final UUID[][] dashboards;
    private final AtomicLong serial = new AtomicLong();

    /**
     * @param customers a multiple of {@link #THREADS}
     * @param screensEach more than a page
     */
    Dataset(int customers, int screensEach) {
        if (customers % THREADS != 0 || screensEach <= Operation.PAGE) {
            throw new IllegalArgumentException("Takes a multiple of " + THREADS + " Customers with more than "
                    + Operation.PAGE + " screens each, got " + customers + " and " + screensEach);
        }
        this.customers = new UUID[customers];
        this.screens = new UUID[customers][screensEach];
        this.dashboards = new UUID[customers][DASHBOARDS];
        for (int c = 0; c < customers; c++) {
            this.customers[c] = id("customer " + (c + 1));
            for (int s = 0; s < screensEach; s++) {
                screens[c][s] = id("screen " + (c + 1) + "-" + (s + 1));
            }
            for (int d = 0; d < DASHBOARDS; d++) {
                dashboards[c][d] = id("dashboard " + (c + 1) + "-" + (d + 1));
            }
        }
    }

    /** Loads the rows into a migrated database. */
    void load(Login superuser) throws SQLException {
        try (Connection connection = superuser.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set benchmark.customers = " + customers.length);
            statement.execute("set benchmark.screens = " + screens[0].length);
            statement.execute(Resource.text("dataset.sql"));
            statement.execute("vacuum (analyze)");
        }
    }

    /**
     * What a thread's next call is aimed at: Customers and screens in turn, in a mixed order that is the same each
     * time.
     *
     * @param thread from 0 to {@value #THREADS} - 1
     * @param call from 0
     */
    Aim aim(int thread, long call) {
        int c = (int) ((thread + call * THREADS) % customers.length);
        int most = screens[c].length - Operation.PAGE;
        int s = (int) (call * 7919 % most);
        return new Aim(customers[c], s + 1, screens[c][s], dashboards[c][s % DASHBOARDS], serial.getAndIncrement());
    }

    /** A Customer's screens. */
    UUID[] screensOf(UUID customerId) {
        for (int c = 0; c < customers.length; c++) {
            if (customers[c].equals(customerId)) {
                return screens[c].clone();
            }
        }
        throw new IllegalArgumentException("No Customer of this data: " + customerId);
    }

    /** The name of a Customer's screen, in whose order it is listed. */
    static String screenName(int number) {
        return "Screen %08d".formatted(number);
    }

    /** What {@code md5(name)::uuid} is in SQL. */
    static UUID id(String name) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(name.getBytes(StandardCharsets.UTF_8)));
            return new UUID(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }
}
