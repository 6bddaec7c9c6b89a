package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.gate.GateReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks every rule of a database. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks every rule of a database, and changes nothing.",
            "Tells what breaks a rule, why it matters, and the SQL that mends it. Any login may; what it can't see is "
                    + "told to be unchecked. A superuser sees all."
        })
final class VerifyCommand implements Callable<Integer> {

    /** How a report is written. */
    enum Format {
        TEXT,
        JSON
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Option(names = "--format", description = "text (default) or json", defaultValue = "text")
    private Format format = Format.TEXT;

    @Option(names = "--strict", description = "End with 1 by advice and by unchecked rules as well.")
    private boolean strict;

    @Override
    public Integer call() throws SQLException, IOException {
        GateReport report;
        try (Connection database = connection.login().connect()) {
            report = Gate.check(database);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(format == Format.JSON ? ReportJson.of(report) : report);
        boolean fails = !report.passed()
                || strict && !(report.findings().isEmpty() && report.unchecked().isEmpty());
        return fails ? ExitCode.FINDINGS : ExitCode.OK;
    }
}
