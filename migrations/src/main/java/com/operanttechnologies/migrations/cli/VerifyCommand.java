package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.gate.GateReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

    @Option(
            names = "--accept",
            paramLabel = "RULE",
            description = "Don't end with 1 by this rule about the server, as for migrate. May be given several times.")
    private Set<String> accepted = Set.of();

    @Option(names = "--strict", description = "End with 1 by advice and by unchecked rules as well.")
    private boolean strict;

    @Override
    public Integer call() throws SQLException, IOException {
        for (String rule : accepted) {
            if (!Gate.acceptable().contains(rule)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--accept: Rule " + rule + " can't be accepted, only mended; acceptable are "
                                + String.join(", ", Gate.acceptable()));
            }
        }
        GateReport report;
        try (Connection database = connection.login().connect()) {
            report = Gate.check(database);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(format == Format.JSON ? ReportJson.of(report) : report);
        boolean fails = !report.passedExcept(accepted)
                || strict && !(report.findings().isEmpty() && report.unchecked().isEmpty());
        return fails ? ExitCode.FINDINGS : ExitCode.OK;
    }
}
