package com.operanttechnologies.tenancytests.cli;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.cli.ConnectionOptions;
import com.operanttechnologies.tenancytests.attack.RolledBackGround;
import com.operanttechnologies.tenancytests.evidence.AttackInPlace;
import com.operanttechnologies.tenancytests.evidence.PromisedTests;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Attacks an existing database, and leaves nothing. */
@Command(
        name = "attack",
        mixinStandardHelpOptions = true,
        description = {
            "Attacks an existing database, with two made-up Customers, inside of one transaction that is rolled back.",
            "As a superuser, who acts as operant_runtime by SET SESSION AUTHORIZATION. What can't be done or taken back "
                    + "so is left out, and listed as not tested; prove leaves nothing out, on databases of its own. "
                    + "It takes locks for moments and leaves dead rows for vacuum: prefer a copy to production."
        })
final class AttackCommand implements Callable<Integer> {

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
            names = "--database",
            paramLabel = "NAME",
            required = true,
            description = "The database's name once more, so that none is attacked by mistake.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String database;

    @Override
    public Integer call() throws SQLException, IOException {
        if (!connection.isNamed()) {
            throw wrong("Say which database with --url: one that is attacked isn't taken from the environment");
        }
        Login login = connection.login();
        PromisedTests tests = evidence.tests();
        try (Connection open = login.connect()) {
            if (!database.equals(open.getCatalog())) {
                throw wrong("--url names the database " + open.getCatalog() + " and --database names " + database
                        + "; nothing was attacked");
            }
            if (!RolledBackGround.isSuperuser(open)) {
                throw wrong(
                        login.username() + " is no superuser, so it could neither act as operant_runtime nor see what"
                                + " became of the victim's rows; name a superuser");
            }
        }
        String command = "operant-tenancy attack --url " + login.url() + " --database " + database;
        try {
            return evidence.write(AttackInPlace.of(
                    login, tests, ConsoleProgress.on(spec.commandLine().getErr()), command));
        } catch (IllegalStateException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return OperantTenancy.USAGE;
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
