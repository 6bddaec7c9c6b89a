package com.operanttechnologies.migrations.cli;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Moves Customers through their lifecycle; the database decides and records. */
@Command(
        name = "customer",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "The state of a Customer: active, suspended, terminated or erased. As operant_operator.",
            "Every move is an entry in that Customer's audit log."
        })
final class LifecycleCommand {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Command(
            name = "state",
            mixinStandardHelpOptions = true,
            description = "Tells the state, how the Customer came there, and what legal holds there are.")
    int state(@Mixin ConnectionOptions connection, @Parameters(paramLabel = "CUSTOMER") UUID customer)
            throws SQLException {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection database = connection.login().connect()) {
            Rows.print(
                    out,
                    database,
                    "select concat_ws(' ', s.state, 'since ' || s.since, 'can be erased from ' || s.erase_after)"
                            + " from privacy.state(?) s",
                    customer);
            Rows.print(
                    out,
                    database,
                    "select format('%s  %s -> %s, ordered by %s as %s: %s', m.at, m.from_state, m.to_state, m.ordered_by,"
                            + " m.login, m.reason) from privacy.moves(?) m",
                    customer);
            Rows.print(
                    out,
                    database,
                    "select format('hold %s  until %s, placed by %s: %s', h.hold_id, h.ends_at, h.placed_by, h.reason)"
                            + " from privacy.holds(?) h where h.stands",
                    customer);
        }
        return ExitCode.OK;
    }

    @Command(
            name = "suspend",
            mixinStandardHelpOptions = true,
            description = "Lets the owners read, and nobody write, until the Customer is reactivated.")
    int suspend(
            @Mixin ConnectionOptions connection,
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "CUSTOMER") UUID customer)
            throws SQLException {
        return move(connection, order, customer, "select privacy.suspend(?, ?, ?)");
    }

    @Command(
            name = "reactivate",
            mixinStandardHelpOptions = true,
            description = "Undoes a suspension at any time, and a termination until its grace period ends.")
    int reactivate(
            @Mixin ConnectionOptions connection,
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "CUSTOMER") UUID customer)
            throws SQLException {
        return move(connection, order, customer, "select privacy.reactivate(?, ?, ?)");
    }

    @Command(
            name = "terminate",
            mixinStandardHelpOptions = true,
            description =
                    "Closes the Customer: none of its tokens opens anything, and after the grace period it can be "
                            + "erased.")
    int terminate(
            @Mixin ConnectionOptions connection,
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "CUSTOMER") UUID customer,
            @Option(
                            names = "--grace-days",
                            defaultValue = "30",
                            paramLabel = "N",
                            description = "Days until it can be erased, 1 to 365. Default: ${DEFAULT-VALUE}.")
                    int days)
            throws SQLException {
        return move(
                connection, order, customer, "select privacy.terminate(?, ?, ?, make_interval(days => " + days + "))");
    }

    private int move(ConnectionOptions connection, OrderOptions order, UUID customer, String sql) throws SQLException {
        try (Connection database = connection.login().connect();
                PreparedStatement call = database.prepareStatement(sql)) {
            call.setObject(1, customer);
            call.setString(2, order.orderedBy());
            call.setString(3, order.reason());
            call.execute();
        }
        return state(connection, customer);
    }
}
