package com.operanttechnologies.migrations.cli;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the register of processing. */
@Command(
        name = "data-map",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the register of processing from the database itself: every table and column with its class,",
            "purpose, basis and retention. As operant_operator or operant_auditor."
        })
final class DataMapCommand implements Callable<Integer> {

    /** How it is written; each is a function of the database. */
    enum Format {
        MARKDOWN,
        JSON
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Option(names = "--format", description = "markdown (default) or json", defaultValue = "markdown")
    private Format format = Format.MARKDOWN;

    @Override
    public Integer call() throws SQLException {
        String function = format == Format.JSON ? "privacy.data_map_json()" : "privacy.data_map_markdown()";
        try (Connection database = connection.login().connect();
                Statement statement = database.createStatement();
                ResultSet map = statement.executeQuery("select " + function)) {
            map.next();
            spec.commandLine().getOut().println(map.getString(1));
        }
        return ExitCode.OK;
    }
}
