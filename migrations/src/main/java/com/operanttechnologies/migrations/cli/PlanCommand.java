package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.plan.MigrationPlan;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what migrate would do. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what migrate would do: statements, locks, rewritten tables, and what the rules say.",
            "Runs the pending migrations in a transaction that is rolled back. It takes their locks, and so keeps "
                    + "others waiting as migrate would, but not for longer than --block. Ends with 1 when a rule is "
                    + "broken or that wasn't long enough, and with 4 when a migration fails. As operant_migrator."
        })
final class PlanCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private MigrationOptions migrations;

    @Option(
            names = "--block",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            defaultValue = "5",
            description = "How long others may be kept waiting by what it has locked; then it stops (default: 5).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration longest;

    @Option(
            names = "--lock-timeout",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            defaultValue = "1",
            description = "How long it waits for a lock itself (default: 1).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration lockTimeout;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Override
    public Integer call() throws SQLException, IOException {
        MigrationPlan plan = migrations.migrator(connection.login()).plan(lockTimeout, longest);
        spec.commandLine().getOut().println(json ? PlanJson.of(plan) : plan);
        if (plan.failed()) {
            return ExitCode.FAILED;
        }
        return plan.isRefusedExcept(migrations.accepted()) ? ExitCode.FINDINGS : ExitCode.OK;
    }
}
