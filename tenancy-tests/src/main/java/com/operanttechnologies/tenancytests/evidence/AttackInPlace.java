package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.tenancytests.attack.AimedAttack;
import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.attack.IsolationSuite;
import com.operanttechnologies.tenancytests.attack.LayerAttack;
import com.operanttechnologies.tenancytests.attack.LayerAttacks;
import com.operanttechnologies.tenancytests.attack.Outcome;
import com.operanttechnologies.tenancytests.attack.RolledBackGround;
import com.operanttechnologies.tenancytests.attack.TimingAttack;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Evidence of an existing database, attacked inside of one transaction that is rolled back, with two made-up Customers
 * that nobody else ever sees. Needs a superuser, and is nothing for production in working hours: it takes locks,
 * numbers of transactions and time, and leaves dead rows for vacuum.
 */
public final class AttackInPlace {

    private static final String WAY =
            "An existing database was attacked inside of one transaction, which was rolled back,"
                    + " with two made-up Customers. The attacker was operant_runtime by SET SESSION AUTHORIZATION on a"
                    + " superuser's connection, not a login of its own. What needs several transactions or connections, or can't"
                    + " be taken back, was left out and is listed as not tested.";
    private static final String RUN =
            "as it is; attacked under SET SESSION AUTHORIZATION operant_runtime, each attack in a"
                    + " savepoint of one transaction that was rolled back";

    private AttackInPlace() {}

    /**
     * Attacks it.
     *
     * @param administrator a superuser's login for the database
     * @param command the command that repeats it
     * @throws SQLException when the server fails
     * @throws IllegalStateException when the attackers' Customers are in the database
     */
    public static Evidence of(Login administrator, PromisedTests tests, Progress progress, String command)
            throws SQLException {
        Subject subject;
        List<RuleResult> rules;
        try (Connection connection = administrator.connect()) {
            subject = SubjectReader.read(connection);
            rules = RuleResult.of(Gate.check(connection));
        }
        List<AttackRun> runs = List.of(new AttackRun("in-place", RUN, attack(administrator, progress)));
        return new Evidence(
                Instant.now(),
                command,
                WAY,
                subject,
                rules,
                runs,
                List.of(),
                0,
                tests.known(),
                tests.promises(),
                Readings.standards(),
                Readings.risks(),
                new Untested(tests, "").of(rules, runs, 0, 0));
    }

    private static List<Outcome> attack(Login administrator, Progress progress) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>();
        progress.begin("making rows of two Customers", 1);
        try (RolledBackGround ground = RolledBackGround.begin(administrator.connect());
                Arena arena = Arena.open(ground)) {
            progress.end();
            List<AimedAttack> attacks = IsolationSuite.all(arena).stream()
                    .flatMap(attack -> attack.aim(arena).stream())
                    .toList();
            progress.begin("attacking", attacks.size());
            for (AimedAttack attack : attacks) {
                outcomes.add(attack.attempt());
                progress.step();
            }
            progress.end();
        }
        for (LayerAttack attack : LayerAttacks.all()) {
            outcomes.add(attack.leftOut("needs the layer with a pool of its own"));
        }
        outcomes.add(TimingAttack.leftOut("database", "needs thousands of rows of the victim's in a copy"));
        return outcomes;
    }
}
