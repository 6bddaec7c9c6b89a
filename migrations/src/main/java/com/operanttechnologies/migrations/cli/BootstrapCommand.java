package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.Bootstrap;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes the roles, and hands a database to them. */
@Command(
        name = "bootstrap",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the roles, and hands the database to operant_owner.",
            "Closes it to PUBLIC as well, and changes nothing that is so already. As a superuser, or, without the "
                    + "hardening, as the database's owner with CREATEROLE. Afterwards give operant_migrator a "
                    + "password, and migrate."
        })
final class BootstrapCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Override
    public Integer call() throws SQLException {
        try (Connection database = connection.login().connect()) {
            Bootstrap.roles(database);
            Bootstrap.database(database);
            spec.commandLine()
                    .getOut()
                    .println("The roles are there, and the database " + database.getCatalog()
                            + " belongs to operant_owner. Next: give operant_migrator a password, and migrate.");
            for (SQLWarning notice = database.getWarnings(); notice != null; notice = notice.getNextWarning()) {
                spec.commandLine().getErr().println(notice.getMessage());
            }
        }
        return ExitCode.OK;
    }
}
