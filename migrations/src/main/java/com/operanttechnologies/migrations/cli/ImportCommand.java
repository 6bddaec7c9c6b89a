package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.transfer.ArchiveManifest;
import com.operanttechnologies.migrations.transfer.ArchiveRefusedException;
import com.operanttechnologies.migrations.transfer.CustomerImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Imports what was exported. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Imports an archive that 'operant-db export' wrote into a fresh database of the same version.",
            "Verifies all of it before anything is written, writes it in one transaction, and compares every table with "
                    + "the manifest before that is committed. Ends with 1, and nothing written, when the archive is "
                    + "damaged, incomplete or from elsewhere, or the Customer is there already. As operant_migrator."
        })
final class ImportCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Option(names = "--from", required = true, paramLabel = "FILE", description = "The archive.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path from;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private OrderOptions order;

    @Option(
            names = "--among-others",
            description = "The database has Customers already; they wait until the import is over.")
    private boolean amongOthers;

    @Option(
            names = "--largest",
            paramLabel = "GIB",
            description = "GiB that the archive may unpack to (default 100).",
            defaultValue = "100")
    private int largest;

    @Override
    public Integer call() throws SQLException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        CustomerImport customerImport = new CustomerImport(connection.login()).upTo((long) largest << 30);
        try {
            ArchiveManifest manifest = (amongOthers ? customerImport.amongOthers() : customerImport)
                    .read(from, order.orderedBy(), order.reason(), part -> {
                        if (part.rows() > 0) {
                            err.println(part.table() + ": " + part.rows() + " rows");
                        }
                    });
            out.println("Customer " + manifest.customer() + " as of " + manifest.takenAt() + ": " + manifest.rows()
                    + " rows in " + manifest.parts().size() + " tables, compared with the archive");
            out.println("Secrets weren't in it. People have to set their passwords anew, screens have to be paired, and"
                    + " data sources want their secrets again.");
            return ExitCode.OK;
        } catch (ArchiveRefusedException e) {
            err.println("Refused, and nothing was written: " + e.getMessage());
            return ExitCode.FINDINGS;
        } catch (IOException e) {
            err.println("The archive can't be read: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
