package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.Patience;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Applies pending migrations, and checks what has become of the database. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Applies pending migrations, and rolls back what breaks a rule.",
            "Each has its own transaction, and the rules are checked before it is committed. As operant_migrator."
        })
final class MigrateCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private MigrationOptions migrations;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private LockTimeoutOption lockTimeout;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "How often a migration that doesn't get its lock is tried; between two attempts it waits for 1, "
                            + "2, 4 and up to 30 seconds (default: 10).")
    private int attempts;

    @Option(
            names = "--statement-timeout",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            defaultValue = "900",
            description =
                    "How long a statement may run (default: 900). What runs outside of transactions has no limit.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration statementTimeout;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            defaultValue = "10",
            description = "How long to wait for another migrator of this database (default: 10).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration wait;

    @Override
    public Integer call() {
        if (attempts < 1) {
            throw new ParameterException(spec.commandLine(), "--attempts must be at least 1, got " + attempts);
        }
        int applied = migrations
                .migrator(connection.login())
                .withPatience(new Patience(lockTimeout.value(), attempts, statementTimeout, wait))
                .migrate();
        spec.commandLine()
                .getOut()
                .println((applied == 1 ? "1 migration" : applied + " migrations")
                        + " applied; the database breaks no rule.");
        return ExitCode.OK;
    }
}
