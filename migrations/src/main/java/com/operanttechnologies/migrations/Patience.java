package com.operanttechnologies.migrations;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a migrator waits, and for what.
 *
 * @param lockTimeout for how long a statement waits for a lock, and lets everybody else queue behind it
 * @param attempts how many times a migration that didn't get its lock is tried, at least 1; between two of them it
 *     waits for a second, then for twice as long each time, up to half a minute
 * @param statementTimeout for how long a statement of a transaction may run; what runs outside of one, such as CREATE
 *     INDEX CONCURRENTLY, lets others go on and has no limit
 * @param otherMigrator for how long it waits for another migrator of the same database
 */
public record Patience(Duration lockTimeout, int attempts, Duration statementTimeout, Duration otherMigrator) {

    /** 5 seconds for a lock, ten times; a quarter of an hour for a statement; 10 seconds for another migrator. */
    public static final Patience DEFAULT =
            new Patience(Duration.ofSeconds(5), 10, Duration.ofMinutes(15), Duration.ofSeconds(10));

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    public Patience {
        Objects.requireNonNull(lockTimeout, "lockTimeout");
        Objects.requireNonNull(statementTimeout, "statementTimeout");
        Objects.requireNonNull(otherMigrator, "otherMigrator");
        if (attempts < 1) {
            throw new IllegalArgumentException("A migration is tried at least once, got attempts = " + attempts);
        }
    }

    /** How long to wait after the attempt of that number, which begins at 1. */
    Duration pauseAfter(int attempt) {
        Duration doubled = Duration.ofSeconds(1L << Math.min(attempt - 1, 10));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
