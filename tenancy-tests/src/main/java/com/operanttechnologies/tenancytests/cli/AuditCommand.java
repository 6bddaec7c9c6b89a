package com.operanttechnologies.tenancytests.cli;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.cli.ConnectionOptions;
import com.operanttechnologies.tenancytests.evidence.Audit;
import com.operanttechnologies.tenancytests.evidence.PromisedTests;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks the catalogue. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Checks every rule of the gate and tells what the database is, from the catalogue alone.",
            "Safe on production: it reads, in transactions that may not write, and looks at no row of a tenant table. "
                    + "Any login will do; what it can't see is told as not checked."
        })
final class AuditCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private EvidenceOptions evidence;

    @Override
    public Integer call() throws SQLException, IOException {
        Login login = connection.login();
        PromisedTests tests = evidence.tests();
        try (Connection database = login.connect()) {
            return evidence.write(Audit.of(database, tests, "operant-tenancy audit --url " + login.url()));
        }
    }
}
