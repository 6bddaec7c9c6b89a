package com.operanttechnologies.migrations.cli;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Places and lifts legal holds. */
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Legal holds: while one of them stands, nothing of the Customer is erased, nor deleted by retention.",
            "As operant_operator. operant-db customer state lists them."
        })
final class HoldCommand {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Command(
            name = "place",
            mixinStandardHelpOptions = true,
            description =
                    "Places a hold beside those that stand, and prints its id. Waits for a batch that is running.")
    int place(
            @Mixin ConnectionOptions connection,
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "CUSTOMER") UUID customer,
            @Option(
                            names = "--days",
                            required = true,
                            paramLabel = "N",
                            description = "Days until it ends by itself; place another one to prolong it.")
                    int days)
            throws SQLException {
        try (Connection database = connection.login().connect()) {
            Rows.print(
                    spec.commandLine().getOut(),
                    database,
                    "select privacy.place_hold(?, ?, ?, now() + make_interval(days => ?))",
                    customer,
                    order.orderedBy(),
                    order.reason(),
                    days);
        }
        return ExitCode.OK;
    }

    @Command(name = "lift", mixinStandardHelpOptions = true, description = "Lifts a hold before its end.")
    int lift(@Mixin ConnectionOptions connection, @Mixin OrderOptions order, @Parameters(paramLabel = "HOLD") UUID hold)
            throws SQLException {
        try (Connection database = connection.login().connect();
                PreparedStatement call = database.prepareStatement("select privacy.lift_hold(?, ?, ?)")) {
            call.setObject(1, hold);
            call.setString(2, order.orderedBy());
            call.setString(3, order.reason());
            try (ResultSet row = call.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    spec.commandLine().getErr().println("There is no hold " + hold + " that could be lifted");
                    return ExitCode.FAILED;
                }
            }
        }
        spec.commandLine().getOut().println("Lifted");
        return ExitCode.OK;
    }
}
