package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.AppliedMigration;
import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.Migrator;
import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.gate.GateReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what was applied, what is pending, and whether all is well. */
@Command(
        name = "status",
        aliases = "info",
        mixinStandardHelpOptions = true,
        description = {
            "Lists migrations, applied and pending, with when and by whom, and what the rules say.",
            "Tells who migrates at the moment, too. Ends with 1 when a rule is broken, or when a migration failed or "
                    + "isn't what was applied; pending ones are no fault. As operant_migrator."
        })
final class StatusCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private MigrationOptions migrations;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Override
    public Integer call() throws SQLException, IOException {
        Login login = connection.login();
        Migrator migrator = migrations.migrator(login);
        List<String> faults = migrator.faults();
        GateReport gate;
        String server;
        try (Connection database = login.connect()) {
            server = "PostgreSQL " + database.getMetaData().getDatabaseProductVersion() + ", database "
                    + database.getCatalog();
            gate = Gate.check(database);
        }
        Status status = new Status(server, migrator.others(), migrator.info(), faults, gate);
        if (json) {
            spec.commandLine().getOut().println(StatusJson.of(status));
        } else {
            print(status);
        }
        return faults.isEmpty() && gate.passedExcept(migrations.accepted()) ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private void print(Status status) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(status.server());
        status.others().forEach(other -> out.println("migrating now: " + other));
        for (AppliedMigration migration : status.migrations()) {
            out.printf(
                    "%-8s %-10s %-20s %-18s %s%n",
                    migration.version(),
                    migration.state(),
                    migration.appliedAt() == null
                            ? ""
                            : migration.appliedAt().toString().substring(0, 19) + "Z",
                    migration.appliedBy() == null ? "" : migration.appliedBy(),
                    migration.description());
        }
        status.faults().forEach(fault -> out.println("FAULT " + fault));
        out.println(status.applied() + " applied, " + status.pending() + " pending, "
                + status.faults().size() + " at fault; the rules: "
                + status.gate().errors().size() + " errors, "
                + status.gate().advice().size() + " advice, "
                + status.gate().unchecked().size()
                + " unchecked (operant-db verify tells them)");
    }
}
