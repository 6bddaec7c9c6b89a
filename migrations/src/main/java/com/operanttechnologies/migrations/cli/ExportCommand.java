package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.transfer.ArchiveManifest;
import com.operanttechnologies.migrations.transfer.CustomerExport;
import com.operanttechnologies.migrations.transfer.InstallationKey;
import com.operanttechnologies.migrations.transfer.KeyRefusedException;
import com.operanttechnologies.migrations.transfer.ReceiverPublicKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Exports a Customer. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes everything of one Customer into one archive, from one snapshot, while the Customer works on.",
            "Secrets are left out, or carried for one receiver alone. The file has its name once it is complete; until then it is FILE.part. The Customer's "
                    + "audit log says who had it exported. As operant_operator."
        })
final class ExportCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Option(names = "--customer", required = true, paramLabel = "ID", description = "Identifier of the Customer.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private UUID customer;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "Archive to write; a new file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path to;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private OrderOptions order;

    @Option(
            names = "--secrets",
            paramLabel = "left-out|re-encrypted",
            description =
                    "What becomes of secrets that the Customer has entered: left out (default), or carried with their "
                            + "key sealed for a receiver. Passwords and the like are left out always.",
            defaultValue = "left-out")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String secrets;

    @Option(
            names = "--receiver-key",
            paramLabel = "FILE",
            description = "Of re-encrypted secrets: the receiver's public key, as 'receiver-key' writes it.")
    private @Nullable Path receiverKey;

    @Option(
            names = "--wrapping-key",
            paramLabel = "FILE",
            description = "Of re-encrypted secrets: the wrapping key that the applications use this database with.")
    private @Nullable Path wrappingKey;

    @Override
    public Integer call() throws SQLException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            ArchiveManifest manifest = customerExport().write(customer, to, order.orderedBy(), order.reason(), part -> {
                if (part.rows() > 0) {
                    err.println(part.table() + ": " + part.rows() + " rows");
                }
            });
            out.println(
                    to + ": " + manifest.rows() + " rows in " + manifest.parts().size() + " tables, " + manifest.bytes()
                            + " bytes unpacked, as of " + manifest.takenAt());
            out.println("Left out, as they are secrets: " + String.join(", ", manifest.leftOutTables()));
            return ExitCode.OK;
        } catch (KeyRefusedException e) {
            throw new ParameterException(spec.commandLine(), "--wrapping-key: " + e.getMessage(), e);
        } catch (FileAlreadyExistsException e) {
            throw new ParameterException(spec.commandLine(), "--to: " + e.getMessage(), e);
        } catch (IOException e) {
            err.println("The archive can't be written: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private CustomerExport customerExport() {
        boolean areReEncrypted = secrets.equals("re-encrypted");
        if (!areReEncrypted && !secrets.equals("left-out")) {
            throw new ParameterException(
                    spec.commandLine(), "--secrets: " + secrets + " is neither left-out nor re-encrypted");
        }
        if (!areReEncrypted && (receiverKey != null || wrappingKey != null)) {
            throw new ParameterException(
                    spec.commandLine(), "Keys are for --secrets re-encrypted; without it no secret is exported");
        }
        return areReEncrypted
                ? new CustomerExport(connection.login())
                        .withSecrets(
                                KeyFile.read(
                                        spec.commandLine(), "--wrapping-key", wrappingKey, InstallationKey::fromJson),
                                KeyFile.read(
                                        spec.commandLine(), "--receiver-key", receiverKey, ReceiverPublicKey::fromJson))
                : new CustomerExport(connection.login());
    }
}
