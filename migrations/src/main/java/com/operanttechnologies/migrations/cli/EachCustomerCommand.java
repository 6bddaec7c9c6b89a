package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.Login;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a data migration: one statement, for each Customer in turn, in batches. */
@Command(
        name = "each-customer",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a data migration: one statement of FILE, for each Customer in turn, in batches of a transaction each.",
            "When it was interrupted, run it again: it goes on where it was. As operant_migrator.",
            "The statement gets the size of a batch as $1, and must not find again what it has changed."
        })
final class EachCustomerCommand implements Callable<Integer> {

    /** A lock that couldn't be had, a deadlock, a row that somebody else has changed: the batch can be tried again. */
    private static final Set<String> TRANSIENT = Set.of("55P03", "40P01", "40001");

    private static final int ATTEMPTS = 5;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Parameters(paramLabel = "FILE", description = "One statement of SQL.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(names = "--name", required = true, description = "Name of the data migration in the ledger.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Option(
            names = "--table",
            required = true,
            paramLabel = "TABLE",
            description = "A tenant table that it reads or writes, with its schema. May be given several times.")
    private List<String> tables = List.of();

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private OrderOptions order;

    @Option(
            names = "--batch",
            paramLabel = "ROWS",
            description = "Rows of a transaction (default 1000).",
            defaultValue = "1000")
    private int batch;

    @Option(
            names = "--pause",
            paramLabel = "MILLIS",
            description = "Wait so long after each transaction (default 0).",
            defaultValue = "0")
    private long pauseMillis;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private LockTimeoutOption lockTimeout;

    @Option(names = "--give-up", description = "End one that is not complete: what it has changed stays as it is.")
    private boolean giveUp;

    @Override
    public Integer call() throws SQLException, InterruptedException {
        String statement = statement();
        Login login = connection.login();
        try (Connection database = login.connect();
                Statement settings = database.createStatement()) {
            settings.execute("set role operant_owner; set lock_timeout = "
                    + lockTimeout.value().toMillis());
            if (giveUp) {
                try (PreparedStatement end = database.prepareStatement("select tenancy.end_data_migration(?, false)")) {
                    end.setString(1, name);
                    end.execute();
                }
                spec.commandLine().getOut().println(name + " was given up");
                return ExitCode.OK;
            }
            retrying(() -> begin(database, statement));
            run(database, statement);
        }
        return ExitCode.OK;
    }

    private String statement() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "The file " + file + " can't be read: " + e.getMessage());
        }
    }

    private boolean begin(Connection database, String statement) throws SQLException {
        try (PreparedStatement begin =
                database.prepareStatement("select tenancy.begin_data_migration(?, ?, ?::regclass[], ?, ?)")) {
            begin.setString(1, name);
            begin.setString(2, statement);
            begin.setArray(3, database.createArrayOf("text", tables.toArray()));
            begin.setString(4, order.orderedBy());
            begin.setString(5, order.reason());
            return begin.execute();
        }
    }

    /** What a step was at; no Customer when all is done. */
    private record Step(@Nullable UUID customer, long changed) {}

    private void run(Connection database, String statement) throws SQLException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        UUID at = null;
        long ofCustomer = 0;
        long customers = 0;
        long changed = 0;
        try (PreparedStatement next =
                database.prepareStatement("select customer_id, changed from tenancy.data_migration_step(?, ?, ?)")) {
            next.setString(1, name);
            next.setString(2, statement);
            next.setInt(3, batch);
            while (true) {
                Step step = retrying(() -> {
                    try (ResultSet row = next.executeQuery()) {
                        row.next();
                        return new Step(row.getObject(1, UUID.class), row.getLong(2));
                    }
                });
                if (at != null && !at.equals(step.customer())) {
                    err.println(at + ": " + ofCustomer + " rows changed");
                    ofCustomer = 0;
                }
                if (step.customer() == null) {
                    break;
                }
                customers += step.customer().equals(at) ? 0 : 1;
                at = step.customer();
                ofCustomer += step.changed();
                changed += step.changed();
                if (pauseMillis > 0) {
                    Thread.sleep(pauseMillis);
                }
            }
        }
        spec.commandLine()
                .getOut()
                .println(
                        name + " is complete: " + changed + " rows of " + customers + " Customers changed in this run");
    }

    private interface Attempt<T> {
        T make() throws SQLException;
    }

    private static <T> T retrying(Attempt<T> attempt) throws SQLException, InterruptedException {
        for (int failed = 1; ; failed++) {
            try {
                return attempt.make();
            } catch (SQLException e) {
                if (failed == ATTEMPTS || !TRANSIENT.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
                Thread.sleep(failed * 500L);
            }
        }
    }
}
