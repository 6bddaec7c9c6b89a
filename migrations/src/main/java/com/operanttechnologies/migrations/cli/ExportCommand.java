package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.transfer.ArchiveManifest;
import com.operanttechnologies.migrations.transfer.CustomerExport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Callable;
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
            "Secrets are left out. The file has its name once it is complete; until then it is FILE.part. The Customer's "
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

    @Override
    public Integer call() throws SQLException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            ArchiveManifest manifest = new CustomerExport(connection.login())
                    .write(customer, to, order.orderedBy(), order.reason(), part -> {
                        if (part.rows() > 0) {
                            err.println(part.table() + ": " + part.rows() + " rows");
                        }
                    });
            out.println(
                    to + ": " + manifest.rows() + " rows in " + manifest.parts().size() + " tables, " + manifest.bytes()
                            + " bytes unpacked, as of " + manifest.takenAt());
            out.println("Left out, as they are secrets: " + String.join(", ", manifest.leftOutTables()));
            return ExitCode.OK;
        } catch (FileAlreadyExistsException e) {
            throw new ParameterException(spec.commandLine(), "--to: " + e.getMessage(), e);
        } catch (IOException e) {
            err.println("The archive can't be written: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
