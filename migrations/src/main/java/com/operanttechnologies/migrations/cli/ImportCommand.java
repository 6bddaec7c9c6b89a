package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.transfer.ArchiveManifest;
import com.operanttechnologies.migrations.transfer.ArchiveRefusedException;
import com.operanttechnologies.migrations.transfer.CustomerImport;
import com.operanttechnologies.migrations.transfer.InstallationKey;
import com.operanttechnologies.migrations.transfer.ReceiverKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--receiver-key",
            paramLabel = "FILE",
            description = "Of an archive with secrets: the private key of the receiver that it was made for.")
    private @Nullable Path receiverKey;

    @Option(
            names = "--wrapping-key",
            paramLabel = "FILE",
            description = "Of an archive with secrets: the wrapping key that the applications use this database with.")
    private @Nullable Path wrappingKey;

    @Override
    public Integer call() throws SQLException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        CustomerImport customerImport = withSecrets(new CustomerImport(connection.login()).upTo((long) largest << 30));
        try {
            ArchiveManifest manifest = (amongOthers ? customerImport.amongOthers() : customerImport)
                    .read(from, order.orderedBy(), order.reason(), part -> {
                        if (part.rows() > 0) {
                            err.println(part.table() + ": " + part.rows() + " rows");
                        }
                    });
            out.println("Customer " + manifest.customer() + " as of " + manifest.takenAt() + ": " + manifest.rows()
                    + " rows in " + manifest.parts().size() + " tables, compared with the archive");
            out.println("Nobody of it can sign in yet: have the application enter the addresses with its lookup key"
                    + " (SignInAddresses), then people set their passwords anew, and screens are paired"
                    + (manifest.secrets() == ArchiveManifest.Secrets.LEFT_OUT
                            ? "; secrets weren't in it, so data sources want theirs again."
                            : ". Secrets open here as they did there: renew the Customer's key now, so that it is this"
                                    + " installation's alone (CustomerKeyRotation)."));
            return ExitCode.OK;
        } catch (ArchiveRefusedException e) {
            err.println("Refused, and nothing was written: " + e.getMessage());
            return ExitCode.FINDINGS;
        } catch (IOException e) {
            err.println("The archive can't be read: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private CustomerImport withSecrets(CustomerImport plain) {
        return receiverKey == null && wrappingKey == null
                ? plain
                : plain.withSecrets(
                        KeyFile.read(spec.commandLine(), "--receiver-key", receiverKey, ReceiverKey::fromJson),
                        KeyFile.read(spec.commandLine(), "--wrapping-key", wrappingKey, InstallationKey::fromJson));
    }
}
