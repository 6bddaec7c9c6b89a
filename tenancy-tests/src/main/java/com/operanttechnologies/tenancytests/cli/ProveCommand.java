package com.operanttechnologies.tenancytests.cli;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.cli.ConnectionOptions;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.tenancytests.evidence.PromisedTests;
import com.operanttechnologies.tenancytests.evidence.Proof;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Proves the project's own schema, on a database to throw away. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        description = {
            "Migrates a new database, attacks it and the layer, breaks copies on purpose, and throws all of it away.",
            "On a PostgreSQL of its own, or with --url on your server: as a superuser; databases and roles named "
                    + "operant_* are made and dropped there, and some mutants change such roles for a moment, so take "
                    + "no server on which the layer is in use."
        })
final class ProveCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private EvidenceOptions evidence;

    @Option(
            names = "--mutants",
            paramLabel = "WHICH",
            defaultValue = "SAMPLE",
            description = "How many careless changes to try: none, sample (one of each kind) or all (an hour). "
                    + "Default: sample.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Proof.MutantChoice mutants;

    @Override
    public Integer call() throws SQLException, IOException {
        PromisedTests tests = evidence.tests();
        String command = "operant-tenancy prove --mutants " + mutants.name().toLowerCase(Locale.ROOT);
        // What the environment names may be production; it is not made databases in by the way.
        if (connection.isNamed()) {
            Login login = connection.login();
            return prove(login, tests, command + " --url " + login.url());
        }
        try (LocalPostgres server = LocalPostgres.start()) {
            return prove(server.administrator(), tests, command);
        }
    }

    private int prove(Login administrator, PromisedTests tests, String command) throws SQLException, IOException {
        return evidence.write(new Proof(
                        administrator,
                        tests,
                        mutants,
                        ConsoleProgress.on(spec.commandLine().getErr()))
                .run(command));
    }
}
