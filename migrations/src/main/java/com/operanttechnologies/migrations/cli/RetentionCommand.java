package com.operanttechnologies.migrations.cli;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Enforces the register of retention, or tells what it would do. */
@Command(
        name = "retention",
        mixinStandardHelpOptions = true,
        description = {
            "Deletes what the register of retention no longer keeps, and drops expired partitions.",
            "When it was interrupted, run it again. As operant_operator."
        })
final class RetentionCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Option(names = "--dry-run", description = "Print what would be deleted, as JSON, and delete nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws SQLException {
        try (Connection database = connection.login().connectForLongWork();
                Statement statement = database.createStatement()) {
            if (dryRun) {
                try (ResultSet report = statement.executeQuery("call privacy.preview_retention()")) {
                    report.next();
                    spec.commandLine().getOut().println(report.getString(1));
                }
            } else {
                statement.execute("call privacy.enforce_retention()");
                statement.execute("call tenancy.maintain_partitions()");
                for (SQLWarning told = statement.getWarnings(); told != null; told = told.getNextWarning()) {
                    spec.commandLine().getErr().println(told.getMessage());
                }
            }
        }
        return ExitCode.OK;
    }
}
