package com.operanttechnologies.migrations.gate;

import com.operanttechnologies.migrations.Login;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.DriverInfo;

/**
 * Examines the health of a database and of its server: what waits, what fills up, what ends soon, what is set badly. It
 * changes nothing. Its rules are files as the gate's are, in {@code db/doctor}; what a login can't see is told to be
 * unchecked. A member of {@code pg_monitor} sees all of the server, {@code operant_migrator} all of the layer.
 *
 * <p>Stateless, and so safe for use by several threads.
 */
public final class Doctor {

    private static final List<Rule> RULES = RuleBook.read("doctor");

    private Doctor() {}

    /** Every rule, in the order in which they are reported. */
    public static List<Rule> rules() {
        return RULES;
    }

    /**
     * Checks every rule.
     *
     * @param login for the database in question
     * @throws SQLException when the server can't be reached, refuses the login, or fails
     */
    public static GateReport check(Login login) throws SQLException {
        GateReport seen;
        try (Connection connection = login.connect()) {
            seen = Gate.check(
                    connection,
                    RULES.stream().filter(rule -> !isClientSide(rule)).toList());
        }
        List<Rule> checked = new ArrayList<>(seen.checked());
        List<Finding> findings = new ArrayList<>(seen.findings());
        List<Unchecked> unchecked = new ArrayList<>(seen.unchecked());

        Rule driver = rule("driver-vulnerable");
        checked.add(driver);
        findings.addAll(DriverVersion.find(driver, DriverInfo.DRIVER_VERSION));

        Rule certificate = rule("server-certificate");
        try {
            findings.addAll(ServerCertificate.of(login.url()).find(certificate, Instant.now()));
            checked.add(certificate);
        } catch (IOException e) {
            unchecked.add(new Unchecked(certificate, "the server shows none: " + e.getMessage()));
        }
        findings.sort((first, second) -> Integer.compare(RULES.indexOf(first.rule()), RULES.indexOf(second.rule())));
        return new GateReport(checked, findings, unchecked);
    }

    private static boolean isClientSide(Rule rule) {
        return rule.id().equals("driver-vulnerable") || rule.id().equals("server-certificate");
    }

    private static Rule rule(String id) {
        return RULES.stream().filter(rule -> rule.id().equals(id)).findFirst().orElseThrow();
    }
}
