package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.migrations.gate.Gate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Evidence from the catalogue alone: reads, and changes nothing, so that it may be asked of production. */
public final class Audit {

    private static final String WAY =
            "The catalogue of an existing database was read, in transactions that may not write."
                    + " Nothing was attacked, and no row was looked at.";

    private Audit() {}

    /**
     * Asks a database.
     *
     * @param connection in autocommit mode; it is so again afterwards
     * @param command the command that repeats it
     * @throws SQLException when the server fails
     */
    public static Evidence of(Connection connection, PromisedTests tests, String command) throws SQLException {
        Subject subject = SubjectReader.read(connection);
        List<RuleResult> rules = RuleResult.of(Gate.check(connection));
        return new Evidence(
                Instant.now(),
                command,
                WAY,
                subject,
                rules,
                List.of(),
                List.of(),
                0,
                tests.known(),
                tests.promises(),
                Readings.standards(),
                Readings.risks(),
                new Untested(tests, "an audit attacks nothing").of(rules, List.of(), 0, 0));
    }
}
