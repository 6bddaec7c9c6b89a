package com.operanttechnologies.migrations.cli;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Gives a database that has the layer's schema the history that it lacks. */
@Command(
        name = "baseline",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the history of a database that has the layer's schema without one, such as a restored one.",
            "Refuses unless every table, function, policy and grant is what this version's migrations would have made. "
                    + "Runs none of them. As operant_migrator."
        })
final class BaselineCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private MigrationOptions migrations;

    @Override
    public Integer call() throws SQLException {
        int recorded = migrations.migrator(connection.login()).baseline();
        spec.commandLine()
                .getOut()
                .println(recorded + " migrations recorded as applied; the database is what they would have made.");
        return ExitCode.OK;
    }
}
