package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.AppliedMigration;
import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.Migrator;
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

/** Tells what was applied and what is pending. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = "Lists migrations, applied and pending. As operant_migrator.")
final class InfoCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Option(names = "--location", paramLabel = "LOCATION", description = "Further migrations, as for migrate.")
    private List<String> locations = List.of();

    @Override
    public Integer call() throws SQLException {
        Login login = connection.login();
        PrintWriter out = spec.commandLine().getOut();
        try (Connection database = login.connect()) {
            out.println("PostgreSQL " + database.getMetaData().getDatabaseProductVersion() + ", database "
                    + database.getCatalog());
        }
        Migrator migrator = Migrator.of(login);
        for (String location : locations) {
            migrator = migrator.withLocation(location);
        }
        for (AppliedMigration migration : migrator.info()) {
            out.printf(
                    "%-8s %-10s %-20s %s%n",
                    migration.version(),
                    migration.state(),
                    migration.appliedAt() == null
                            ? ""
                            : migration.appliedAt().toString().substring(0, 19) + "Z",
                    migration.description());
        }
        return ExitCode.OK;
    }
}
