package com.operanttechnologies.tenancytests.soak;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.network.CountingProxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Breaks something every half second or so, until it is over, and leaves all whole. For a thread of its own. */
final class FaultInjector implements Runnable {

    /** On top of a tenth of a second. */
    private static final int LONGEST_EXTRA_PAUSE_MILLIS = 800;

    private final ThrowawayDatabase database;
    private final CountingProxy proxy;
    private final Figures figures;
    private final BooleanSupplier goesOn;
    private final Random random;

    FaultInjector(ThrowawayDatabase database, CountingProxy proxy, Figures figures, BooleanSupplier goesOn, long seed) {
        this.database = database;
        this.proxy = proxy;
        this.figures = figures;
        this.goesOn = goesOn;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        try {
            while (goesOn.getAsBoolean()) {
                TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(LONGEST_EXTRA_PAUSE_MILLIS));
                strike();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            figures.unexpected.add(e);
        } finally {
            proxy.restore();
            proxy.withDelay(Duration.ZERO);
        }
    }

    private void strike() throws SQLException, InterruptedException {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> killBackend();
            case 3 -> rotate(FaultKind.KEY_ROTATED, "10 minutes");
            case 4 -> rotate(FaultKind.KEY_REPLACED, "0");
            case 5 -> {
                proxy.cut();
                pauseAndRestore(FaultKind.NETWORK_CUT);
            }
            case 6 -> {
                proxy.loseAnswers();
                pauseAndRestore(FaultKind.ANSWERS_LOST);
            }
            default -> {
                proxy.withDelay(Duration.ofMillis(5));
                pauseAndRestore(FaultKind.NETWORK_SLOW);
            }
        }
    }

    private void pauseAndRestore(FaultKind kind) throws InterruptedException {
        figures.fault(kind);
        TimeUnit.MILLISECONDS.sleep(10 + random.nextInt(200));
        proxy.restore();
        proxy.withDelay(Duration.ZERO);
    }

    private void killBackend() throws SQLException {
        try (Connection administrator = database.administrator().connect();
                PreparedStatement statement = administrator.prepareStatement(
                        "select pg_terminate_backend(pid)"
                                + " from pg_stat_activity where usename = ? order by state = 'active' desc, random() limit 1")) {
            statement.setString(1, database.login(DatabaseRole.RUNTIME).username());
            statement.execute();
        }
        figures.fault(FaultKind.BACKEND_KILLED);
    }

    private void rotate(FaultKind kind, String overlap) throws SQLException {
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                PreparedStatement statement =
                        operator.prepareStatement("select tenancy.rotate_signing_key(?::interval)")) {
            statement.setString(1, overlap);
            statement.execute();
        }
        figures.fault(kind);
    }
}
