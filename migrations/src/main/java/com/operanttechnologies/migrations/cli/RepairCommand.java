package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.Migrator;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings the history of migrations into line with the files. */
@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        description = {
            "Forgets migrations that failed, and takes the files' checksums for those applied.",
            "Changes the history alone, not the database: what a failed migration has done and a changed one would do "
                    + "is yours to mend first. A migration whose file is missing stays in the history. As "
                    + "operant_migrator."
        })
final class RepairCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private MigrationOptions migrations;

    @Option(names = "--dry-run", description = "Only tell what it would do, and end with 1 when that is something.")
    private boolean dryRun;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Migrator migrator = migrations.migrator(connection.login());
        List<String> steps = migrator.repairs();
        steps.forEach(out::println);
        if (steps.isEmpty()) {
            out.println("Nothing is to be repaired.");
        } else if (dryRun) {
            out.println("Nothing was changed: it was a dry run.");
            return ExitCode.FINDINGS;
        } else {
            migrator.repair();
            out.println("Done. Next: operant-db verify");
        }
        return ExitCode.OK;
    }
}
