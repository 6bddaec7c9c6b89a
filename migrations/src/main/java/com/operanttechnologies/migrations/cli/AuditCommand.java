package com.operanttechnologies.migrations.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what is done with audit logs. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Verifies the Customers' audit logs.",
        subcommands = AuditCommand.Verify.class)
final class AuditCommand {

    /** Recomputes every chain. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Recomputes every Customer's audit log, and ends with 1 when one isn't what was recorded.",
                "Tells of entries that were changed, removed, cut off or added; with --anchors, also of logs that somebody "
                        + "rewrote with all their hashes. Sign in as a member of operant_auditor. Prints numbers and "
                        + "hashes, never what an entry says."
            })
    static final class Verify implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Mixin
        @SuppressWarnings("NullAway.Init") // set by picocli
        private ConnectionOptions connection;

        @Option(
                names = "--anchors",
                paramLabel = "FILE",
                description =
                        "What --write-anchors wrote earlier, and was kept where nobody who can reach the database "
                                + "can write.")
        private @Nullable Path anchors;

        @Option(
                names = "--write-anchors",
                paramLabel = "FILE",
                description = "Write the last entry's number and hash of each log, when all are in order.")
        private @Nullable Path written;

        @Override
        public Integer call() throws Exception {
            List<AuditAnchors.Anchor> earlier;
            try {
                earlier = anchors == null ? List.of() : AuditAnchors.read(anchors);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--anchors: " + e.getMessage(), e);
            }
            PrintWriter out = spec.commandLine().getOut();
            AuditVerification verification;
            try (Connection database = connection.login().connect()) {
                verification = AuditVerification.of(database, earlier);
            }
            verification.print(out);
            if (!verification.faults().isEmpty()) {
                return ExitCode.FINDINGS;
            }
            if (written != null) {
                AuditAnchors.write(written, verification.heads());
                out.println("Anchors are in " + written + "; keep them away from the database.");
            }
            return ExitCode.OK;
        }
    }
}
