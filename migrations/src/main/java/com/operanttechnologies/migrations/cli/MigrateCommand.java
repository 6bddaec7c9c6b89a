package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.Migrator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Applies pending migrations, and checks what has become of the database. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Applies pending migrations, and rolls back what breaks a rule.",
            "Each has its own transaction, and the rules are checked before it is committed. As operant_migrator."
        })
final class MigrateCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Option(
            names = "--location",
            paramLabel = "LOCATION",
            description = "Further migrations, such as filesystem:sql; their versions begin at 1000. May be given "
                    + "several times.")
    private List<String> locations = List.of();

    @Option(
            names = "--accept",
            paramLabel = "RULE",
            description = "Go on although the server breaks this rule, such as server-rls-hole on a server that "
                    + "can't be updated yet. May be given several times.")
    private List<String> accepted = List.of();

    @Override
    public Integer call() {
        Migrator migrator = Migrator.of(connection.login());
        for (String location : locations) {
            migrator = migrator.withLocation(location);
        }
        for (String rule : accepted) {
            try {
                migrator = migrator.accepting(rule);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--accept: " + e.getMessage());
            }
        }
        int applied = migrator.migrate();
        spec.commandLine()
                .getOut()
                .println((applied == 1 ? "1 migration" : applied + " migrations")
                        + " applied; the database breaks no rule.");
        return ExitCode.OK;
    }
}
