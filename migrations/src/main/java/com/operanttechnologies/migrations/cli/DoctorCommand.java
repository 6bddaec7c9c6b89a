package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.gate.Doctor;
import com.operanttechnologies.migrations.gate.GateReport;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Examines the health of a database and of its server. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Examines the health of a database and its server, and changes nothing: what waits, what fills up, what ends",
            "soon, what is set badly; why it matters, and the SQL that mends it. Ends with 1 by an error.",
            "A member of pg_monitor sees all of the server, operant_migrator all of the layer; what a login can't see is "
                    + "told to be unchecked."
        })
final class DoctorCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Option(names = "--json", description = "Write JSON, for programs.")
    private boolean json;

    @Option(names = "--strict", description = "End with 1 by advice and by what could not be checked as well.")
    private boolean strict;

    @Override
    public Integer call() throws SQLException, IOException {
        GateReport report = Doctor.check(connection.login());
        spec.commandLine().getOut().println(json ? ReportJson.of(report) : report);
        boolean fails = !report.passed()
                || strict && !(report.findings().isEmpty() && report.unchecked().isEmpty());
        return fails ? ExitCode.FINDINGS : ExitCode.OK;
    }
}
