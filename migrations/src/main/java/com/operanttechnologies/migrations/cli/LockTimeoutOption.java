package com.operanttechnologies.migrations.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** For commands that change a database in use. */
final class LockTimeoutOption {

    @Option(
            names = "--lock-timeout",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            defaultValue = "5",
            description = "How long a statement waits for a lock, and everybody else behind it (default: 5).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration lockTimeout;

    Duration value() {
        return lockTimeout;
    }
}
