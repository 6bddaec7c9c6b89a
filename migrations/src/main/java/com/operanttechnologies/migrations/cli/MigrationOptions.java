package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.Migrator;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which migrations, and which rules of the server don't stop them. */
final class MigrationOptions {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

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
    private Set<String> accepted = Set.of();

    MigrationOptions() {}

    /** Rules that don't count. */
    Set<String> accepted() {
        return accepted;
    }

    /**
     * The migrator that they name.
     *
     * @throws ParameterException when a rule can't be accepted
     */
    Migrator migrator(Login login) {
        Migrator migrator = Migrator.of(login);
        for (String location : locations) {
            migrator = migrator.withLocation(location);
        }
        for (String rule : accepted) {
            try {
                migrator = migrator.accepting(rule);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(command.commandLine(), "--accept: " + e.getMessage());
            }
        }
        return migrator;
    }
}
