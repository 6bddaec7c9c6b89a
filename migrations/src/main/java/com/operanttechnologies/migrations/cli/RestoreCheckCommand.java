package com.operanttechnologies.migrations.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Finds Customers that a restored database has although they were erased, and has them erased again. */
@Command(
        name = "restore-check",
        mixinStandardHelpOptions = true,
        description = {
            "After a restore: finds the Customers that were erased, by their certificates, and are back. Ends with 1 by one.",
            "As operant_migrator; with --make-due it also ends their grace period, on record. Then, with --erase, as",
            "operant_operator, it erases them again."
        })
final class RestoreCheckCommand implements Callable<Integer> {

    private static final String NO_SUCH_CUSTOMER = "P0002";

    /** What to do about it. */
    static final class Action {

        @Option(names = "--make-due", description = "As operant_migrator: end the grace period of those that are back.")
        private boolean makeDue;

        @Option(names = "--erase", description = "As operant_operator: erase those that are back and due.")
        private boolean erase;
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Option(
            names = "--certificates",
            required = true,
            paramLabel = "FOLDER",
            description = "Certificates of erasure, which are kept outside of the database.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path folder;

    @Option(
            names = "--public-key",
            required = true,
            paramLabel = "FILE",
            description = "Ed25519 key, in PEM, of who signed them.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path publicKey;

    @ArgGroup
    private Action action = new Action();

    @Override
    public Integer call() throws SQLException {
        List<ErasureCertificates.Entry> erased;
        try {
            erased = new ErasureCertificates(folder).verified(publicKey);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        PrintWriter out = spec.commandLine().getOut();
        int back = 0;
        try (Connection database = connection.login().connect()) {
            if (!action.erase) {
                try (Statement statement = database.createStatement()) {
                    statement.execute("set role operant_owner; set lock_timeout = '5s'");
                }
            }
            for (ErasureCertificates.Entry entry : erased) {
                if (action.erase) {
                    erase(database, entry);
                    out.println(entry.customer() + " is erased");
                } else if (isBack(database, entry)) {
                    back++;
                    out.println(entry.customer() + " is back, and was erased"
                            + (action.makeDue ? "; it is due again" : ""));
                }
            }
        }
        out.println(erased.size() + " certificates, " + back + " of Customers that are back");
        return back > 0 && !action.makeDue ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private boolean isBack(Connection database, ErasureCertificates.Entry entry) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(
                action.makeDue ? "select privacy.make_due_again(?, ?, ?)" : "select privacy.is_back(?)")) {
            statement.setObject(1, entry.customer());
            if (action.makeDue) {
                statement.setString(2, entry.orderedBy());
                statement.setString(3, entry.reason());
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static void erase(Connection database, ErasureCertificates.Entry entry) throws SQLException {
        try (PreparedStatement step =
                database.prepareStatement("select s.done from privacy.erase_step(?, ?, ?, 2000) s")) {
            step.setObject(1, entry.customer());
            step.setString(2, entry.orderedBy());
            step.setString(3, entry.reason());
            boolean done = false;
            while (!done) {
                try (ResultSet row = step.executeQuery()) {
                    row.next();
                    done = row.getBoolean(1);
                }
            }
        } catch (SQLException e) {
            // It signed up after the time that was restored, so there is nothing of it.
            if (!NO_SUCH_CUSTOMER.equals(e.getSQLState())) {
                throw e;
            }
        }
    }
}
