package com.operanttechnologies.migrations.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Erases a Customer whose grace period is over. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = {
            "Erases a Customer that was terminated and whose grace period is over, in short transactions, and prints what",
            "was removed and what is kept, as JSON. When it was interrupted, run it again. As operant_operator."
        })
final class EraseCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Parameters(paramLabel = "CUSTOMER", description = "Identifier of the Customer.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private UUID customer;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private OrderOptions order;

    @Option(
            names = "--batch",
            paramLabel = "ROWS",
            description = "Rows of a transaction (default 2000).",
            defaultValue = "2000")
    private int batch;

    /** Where the certificate goes, and what it is signed with: both or neither. */
    static final class Certificate {

        @Option(
                names = "--certificates",
                required = true,
                paramLabel = "FOLDER",
                description = "Write the signed certificate there, outside of the database; restore-check reads it.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private Path folder;

        @Option(
                names = "--signing-key",
                required = true,
                paramLabel = "FILE",
                description = "Ed25519 key, in PEM, to sign it with.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private Path signingKey;
    }

    @ArgGroup(exclusive = false)
    private @Nullable Certificate certificate;

    @Override
    public Integer call() throws SQLException, IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (Connection database = connection.login().connectForLongWork();
                PreparedStatement step = database.prepareStatement(
                        "select s.done, s.at_table, s.removed, s.scanned from privacy.erase_step(?, ?, ?, ?) s");
                PreparedStatement report = database.prepareStatement("select privacy.erasure_report(?)")) {
            step.setObject(1, customer);
            step.setString(2, order.orderedBy());
            step.setString(3, order.reason());
            step.setInt(4, batch);
            boolean done = false;
            while (!done) {
                try (ResultSet row = step.executeQuery()) {
                    row.next();
                    done = row.getBoolean(1);
                    if (row.getLong(3) > 0) {
                        err.println(row.getString(2) + ": " + row.getLong(3) + " removed");
                    } else if (row.getLong(4) > 0) {
                        err.println(row.getString(2) + ": " + row.getLong(4) + " rows");
                    }
                }
            }
            report.setObject(1, customer);
            try (ResultSet row = report.executeQuery()) {
                row.next();
                spec.commandLine().getOut().println(row.getString(1));
                if (certificate != null) {
                    new ErasureCertificates(certificate.folder).add(customer, row.getString(1), certificate.signingKey);
                }
            }
        }
        return ExitCode.OK;
    }
}
