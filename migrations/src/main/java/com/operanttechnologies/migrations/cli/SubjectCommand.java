package com.operanttechnologies.migrations.cli;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Handles requests of data subjects. */
@Command(
        name = "subject",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Requests of people about their data: receive, list, collect, delete, extend, close; refer end users.",
            "Due in a month. Every step is in the Customer's audit log. As operant_operator."
        })
final class SubjectCommand {

    /** What an account holder may ask for. */
    enum Kind {
        ACCESS,
        CORRECTION,
        DELETION
    }

    /** How a request ends. */
    enum Outcome {
        ANSWERED,
        REFUSED
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Command(
            name = "receive",
            mixinStandardHelpOptions = true,
            description = "Notes the request of an account holder, and prints its id.")
    int receive(
            @Mixin ConnectionOptions connection,
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "CUSTOMER") UUID customer,
            @Parameters(paramLabel = "ACCOUNT") UUID account,
            @Option(names = "--kind", required = true, description = "access, correction or deletion") Kind kind)
            throws SQLException {
        return print(
                connection,
                "select privacy.receive_request(?, ?, ?, ?, ?)",
                customer,
                account,
                lower(kind),
                order.orderedBy(),
                order.reason());
    }

    @Command(
            name = "refer",
            mixinStandardHelpOptions = true,
            description = "Prints the answer to an end user of a Customer: which Customer to turn to.")
    int refer(
            @Mixin ConnectionOptions connection,
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "CUSTOMER") UUID customer)
            throws SQLException {
        return print(
                connection,
                "select r.answer from privacy.refer_end_user(?, ?, ?) r",
                customer,
                order.orderedBy(),
                order.reason());
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Prints open requests, those that are due first. Ends with 1 when one is overdue.")
    int list(
            @Mixin ConnectionOptions connection,
            @Option(names = "--all", description = "Those that were closed as well.") boolean all)
            throws SQLException {
        PrintWriter out = spec.commandLine().getOut();
        boolean isOverdue = false;
        try (Connection database = connection.login().connect();
                PreparedStatement statement = database.prepareStatement(
                        "select request_id, kind, state, due_at::date, customer_id, coalesce(account_id::text, '-'),"
                                + " is_overdue from privacy.requests(?)")) {
            statement.setBoolean(1, all);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    isOverdue |= row.getBoolean(7);
                    out.println(row.getString(1) + " " + row.getString(2) + " " + row.getString(3)
                            + (row.getBoolean(7) ? " OVERDUE since " : " due ") + row.getString(4) + ", Customer "
                            + row.getString(5) + ", account " + row.getString(6));
                }
            }
        }
        return isOverdue ? ExitCode.FINDINGS : ExitCode.OK;
    }

    @Command(
            name = "collect",
            mixinStandardHelpOptions = true,
            description = {
                "Prints everything that names the account holder of a request, a JSON object in each line: table, class,",
                "purpose, how long it is kept, and the row. Credentials are counted, not shown."
            })
    int collect(@Mixin ConnectionOptions connection, @Parameters(paramLabel = "REQUEST") UUID request)
            throws SQLException {
        return work(
                connection,
                request,
                "select json_build_object('table', table_name, 'class', data_class, 'purpose', purpose, 'kept', kept,"
                        + " 'held', held) from privacy.collect_subject(?)");
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = {
                "Deletes what is held about the account holder of a request for deletion, and prints how much of what.",
                "What the Customer has, audit and billing stay; close the request and say so."
            })
    int delete(@Mixin ConnectionOptions connection, @Parameters(paramLabel = "REQUEST") UUID request)
            throws SQLException {
        return work(
                connection,
                request,
                "select table_name || ': ' || removed || ' removed' from privacy.delete_subject(?)");
    }

    @Command(
            name = "extend",
            mixinStandardHelpOptions = true,
            description = "Gives a request more time, three months in all; tell the person why, within the first.")
    int extend(
            @Mixin ConnectionOptions connection,
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "REQUEST") UUID request,
            @Option(names = "--days", required = true, paramLabel = "N", description = "Days from now.") int days)
            throws SQLException {
        return print(
                connection,
                "select 'Extended' from privacy.extend_request(?, now() + make_interval(days => ?), ?, ?)",
                request,
                days,
                order.orderedBy(),
                order.reason());
    }

    @Command(name = "close", mixinStandardHelpOptions = true, description = "Closes a request that was dealt with.")
    int close(
            @Mixin ConnectionOptions connection,
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "REQUEST") UUID request,
            @Option(names = "--as", required = true, description = "answered or refused") Outcome outcome)
            throws SQLException {
        return print(
                connection,
                "select 'Closed' from privacy.close_request(?, ?, ?, ?)",
                request,
                lower(outcome),
                order.orderedBy(),
                order.reason());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private int print(ConnectionOptions connection, String sql, Object... parameters) throws SQLException {
        try (Connection database = connection.login().connect()) {
            Rows.print(spec.commandLine().getOut(), database, sql, parameters);
        }
        return ExitCode.OK;
    }

    /** Under the scope of a job, whose record is committed first. */
    private int work(ConnectionOptions connection, UUID request, String sql) throws SQLException {
        try (Connection database = connection.login().connect()) {
            database.setAutoCommit(false);
            UUID account;
            String token;
            try (PreparedStatement open =
                    database.prepareStatement("select token, account from privacy.work_on_request(?)")) {
                open.setObject(1, request);
                try (ResultSet row = open.executeQuery()) {
                    row.next();
                    token = row.getString(1);
                    account = row.getObject(2, UUID.class);
                }
            }
            database.commit();
            try (PreparedStatement bind = database.prepareStatement("select tenancy.bind(?, false)")) {
                bind.setString(1, token);
                bind.execute();
            }
            Rows.print(spec.commandLine().getOut(), database, sql, account);
            database.commit();
        }
        return ExitCode.OK;
    }
}
