package com.operanttechnologies.migrations;

import com.operanttechnologies.migrations.gate.GateException;
import com.operanttechnologies.migrations.script.Script;
import com.operanttechnologies.migrations.script.ScriptReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies what is pending, alone on its database, and tries again while others hold what a migration has to lock. */
final class MigrationRun {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationRun.class);

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK_DETECTED = "40P01";

    private static final String HISTORY = "tenancy.flyway_schema_history";

    private final MigrationSettings settings;
    private final Login login;
    private final Patience patience;
    private final ScriptReader reader;
    private final Map<String, Script> scripts = new HashMap<>();

    MigrationRun(MigrationSettings settings) {
        this.settings = settings;
        this.login = settings.login();
        this.patience = settings.patience();
        this.reader = new ScriptReader(settings.flyway().getConfiguration(), login.username(), login.database());
    }

    /** As {@link Migrator#migrate()} says. */
    int run() {
        awaitOthers();
        clearUp(false);
        int before = 0;
        for (int attempt = 1; ; attempt++) {
            MigrationInfo[] pending = settings.flyway().info().pending();
            before = Math.max(before, pending.length);
            GateCallback gate = new GateCallback(pending, settings.accepted());
            try {
                int applied = settings.flyway(
                                gate,
                                new TimeoutCallback(patience, login),
                                new InDoubtCallback(login, HISTORY, this::script))
                        .migrate()
                        .migrationsExecuted;
                gate.finish(login);
                return before - pending.length + applied;
            } catch (FlywayException e) {
                // Flyway wraps what a callback throws, and what the server says.
                Optional<GateException> refusal = cause(e, GateException.class, found -> true);
                if (refusal.isPresent()) {
                    throw refusal.get();
                }
                if (cause(e, SQLException.class, MigrationRun::isLockedOut).isEmpty()) {
                    throw e;
                }
                if (attempt >= patience.attempts()) {
                    throw new MigratorBlockedException(
                            "A migration did not get its lock in "
                                    + patience.lockTimeout().toMillis() / 1000.0
                                    + " s, " + patience.attempts()
                                    + " times; those before it are applied, it is rolled "
                                    + "back. See in pg_stat_activity who holds a transaction open, and run it again.",
                            e);
                }
                pause(attempt);
                clearUp(true);
            }
        }
    }

    private void pause(int attempt) {
        Duration pause = patience.pauseAfter(attempt);
        LOG.warn(
                "A migration did not get its lock; attempt {} of {} in {} s",
                attempt + 1,
                patience.attempts(),
                pause.toSeconds());
        sleep(pause);
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlywayException("The migrator was interrupted while it waited", e);
        }
    }

    /** Whether somebody else held a lock for too long, or the two of them waited for each other. */
    private static boolean isLockedOut(SQLException refused) {
        return LOCK_NOT_AVAILABLE.equals(refused.getSQLState()) || DEADLOCK_DETECTED.equals(refused.getSQLState());
    }

    /** The outermost cause of this type that is meant. */
    private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> type, Predicate<T> isMeant) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause) && isMeant.test(type.cast(cause))) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    /** Returns once no other migrator is at work, and gives up as its patience says. */
    void awaitOthers() {
        long end = System.nanoTime() + patience.otherMigrator().toNanos();
        try {
            for (List<String> others = OtherMigrators.of(login); !others.isEmpty(); others = OtherMigrators.of(login)) {
                if (System.nanoTime() > end) {
                    throw new MigratorBlockedException(
                            "Another migrator works on this database: " + String.join("; ", others)
                                    + ". Wait until it is done, or end it.",
                            null);
                }
                sleep(Duration.ofMillis(200));
            }
        } catch (SQLException e) {
            throw new FlywayException("The database can't be asked who migrates it: " + e.getMessage(), e);
        }
    }

    /** Read once: to parse it takes as long as to run it. */
    private Script script(MigrationInfo migration) {
        return scripts.computeIfAbsent(migration.getScript(), name -> reader.read(migration, false));
    }

    private void clearUp(boolean isRolledBack) {
        List<Script> unfinished = Arrays.stream(settings.flyway().info().all())
                .filter(migration -> !migration.getState().isApplied()
                        || migration.getState().isFailed())
                .map(this::script)
                .toList();
        try {
            new Restart(login, HISTORY).clear(unfinished, isRolledBack).forEach(LOG::warn);
        } catch (SQLException e) {
            throw new FlywayException("What an earlier attempt has left can't be cleared: " + e.getMessage(), e);
        }
    }
}
