package com.operanttechnologies.migrations.cli;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Break-glass from a terminal: each step is one call of the database, which decides and records. */
@Command(
        name = "support",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Grants by which somebody on call reads one Customer: one asks, another one approves, the first opens.",
            "Every step is an entry in that Customer's audit log, which the Customer sees."
        })
final class SupportCommand {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Command(
            name = "request",
            mixinStandardHelpOptions = true,
            description = "Asks to read a Customer. As a member of operant_support. Prints the grant's id.")
    int request(
            @Mixin ConnectionOptions connection,
            @Option(names = "--customer", required = true, paramLabel = "ID", description = "The Customer's id.")
                    UUID customer,
            @Option(
                            names = "--reason",
                            required = true,
                            paramLabel = "TEXT",
                            description = "Why, in 10 to 500 characters that the Customer reads.")
                    String reason,
            @Option(
                            names = "--minutes",
                            defaultValue = "60",
                            paramLabel = "N",
                            description = "How long from its approval, 1 to 480. Default: ${DEFAULT-VALUE}.")
                    int minutes)
            throws SQLException {
        try (Connection database = connection.login().connect()) {
            Rows.print(
                    out(),
                    database,
                    "select support.request_grant(?, ?, make_interval(mins => ?))",
                    customer,
                    reason,
                    minutes);
        }
        spec.commandLine().getErr().println("Somebody else approves it with: operant-db support approve GRANT");
        return ExitCode.OK;
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = "Approves what somebody else has asked for within a day. As a member of operant_support or "
                    + "operant_operator.")
    int approve(@Mixin ConnectionOptions connection, @Parameters(paramLabel = "GRANT") UUID id) throws SQLException {
        try (Connection database = connection.login().connect();
                PreparedStatement call = database.prepareStatement("select support.approve_grant(?)")) {
            call.setObject(1, id);
            try (ResultSet row = call.executeQuery()) {
                row.next();
                out().println("Approved until " + row.getObject(1, OffsetDateTime.class));
            }
        }
        return ExitCode.OK;
    }

    @Command(
            name = "open",
            mixinStandardHelpOptions = true,
            description = "Opens one's own approved grant for 15 minutes, and prints the token. In psql: begin read "
                    + "only; set local operant.context = 'TOKEN'; select …")
    int open(@Mixin ConnectionOptions connection, @Parameters(paramLabel = "GRANT") UUID id) throws SQLException {
        try (Connection database = connection.login().connect();
                PreparedStatement call = database.prepareStatement("select token, ends_at from support.open(?)")) {
            call.setObject(1, id);
            try (ResultSet row = call.executeQuery()) {
                row.next();
                out().println(row.getString(1));
                spec.commandLine()
                        .getErr()
                        .println("Good for this login alone, until " + row.getObject(2, OffsetDateTime.class));
            }
        }
        return ExitCode.OK;
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Ends a grant and every use of it at once. As a member of operant_support or "
                    + "operant_operator.")
    int revoke(
            @Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "GRANT") UUID id,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.") String reason)
            throws SQLException {
        try (Connection database = connection.login().connect();
                PreparedStatement call = database.prepareStatement("select support.revoke_grant(?, ?)")) {
            call.setObject(1, id);
            call.setString(2, reason);
            call.execute();
        }
        out().println("Revoked");
        return ExitCode.OK;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the grants, the newest first. As a member of operant_support or operant_operator.")
    int list(@Mixin ConnectionOptions connection) throws SQLException {
        try (Connection database = connection.login().connect();
                PreparedStatement call = database.prepareStatement(
                        "select grant_id, state, customer_id, asked_by,"
                                + " approved_by, extract(epoch from lasts)::bigint, ends_at, reason from support.list_grants()");
                ResultSet row = call.executeQuery()) {
            out().printf(
                            "%-36s  %-7s  %-36s  %s%n",
                            "GRANT", "STATE", "CUSTOMER", "ASKED BY, APPROVED BY, END, REASON");
            while (row.next()) {
                String approved = row.getString(5);
                out().printf(
                                "%-36s  %-7s  %-36s  %s, %s: %s%n",
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                approved == null
                                        ? "not approved, for " + Duration.ofSeconds(row.getLong(6))
                                        : approved + ", until " + row.getObject(7, OffsetDateTime.class),
                                row.getString(8));
            }
            out().flush();
        }
        return ExitCode.OK;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
