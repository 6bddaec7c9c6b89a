package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.attack.AimedAttack;
import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.attack.Attack;
import com.operanttechnologies.tenancytests.attack.CrowdedArena;
import com.operanttechnologies.tenancytests.attack.IsolationSuite;
import com.operanttechnologies.tenancytests.attack.LayerAttack;
import com.operanttechnologies.tenancytests.attack.LayerAttacks;
import com.operanttechnologies.tenancytests.attack.LayerDoor;
import com.operanttechnologies.tenancytests.attack.Outcome;
import com.operanttechnologies.tenancytests.attack.TimingAttack;
import com.operanttechnologies.tenancytests.attack.TimingAttacks;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.mutation.Mutant;
import com.operanttechnologies.tenancytests.mutation.Mutants;
import com.operanttechnologies.tenancytests.mutation.MutationRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Evidence of our own schema: makes throw-away databases on a server, migrates them, asks the gate, makes every attack
 * on the database and on the layer, and breaks copies on purpose. Drops all of it. Not safe for use by several threads,
 * nor beside anything else of ours on the same server: some mutants change roles, and change them back.
 */
public final class Proof {

    /** Which of the possible mutants are made. */
    public enum MutantChoice {
        /** None. */
        NONE,
        /** One of each kind. */
        SAMPLE,
        /** Every one. */
        ALL
    }

    /** Three times as many samples as tests take: nobody waits for it. */
    private static final int TIMING_EFFORT = 3;

    private static final String WAY =
            "A new database was migrated as an installation is, filled with rows of two made-up"
                    + " Customers, attacked as a login of operant_runtime, by plain JDBC below the layer and through the layer,"
                    + " broken on purpose in copies, and thrown away.";
    private static final String HARDENED =
            "as an administrator with a superuser's rights leaves it; attacked as a login that is a member of operant_runtime";
    private static final String OPEN = "the same where everybody may call set_config and write DO blocks, as where a"
            + " provider gives no superuser: the seal of the scope alone has to hold";

    private static final String CROWDED =
            "a copy in which the victim has thousands of rows in each table, for the attacks that read"
                    + " the clock: medians of times taken in turn, compared by the test of Mann and Whitney";

    private final Login administrator;
    private final PromisedTests tests;
    private final MutantChoice choice;
    private final Progress progress;

    /**
     * A proof on a server.
     *
     * @param administrator a superuser of it
     * @param progress is told how far it is
     */
    public Proof(Login administrator, PromisedTests tests, MutantChoice choice, Progress progress) {
        this.administrator = administrator;
        this.tests = tests;
        this.choice = choice;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @param command the command that repeats it
     * @throws SQLException when the server fails
     */
    public Evidence run(String command) throws SQLException {
        progress.begin("migrating a new database", 1);
        try (ThrowawayDatabase database = ThrowawayDatabase.create(administrator)) {
            progress.end();
            return of(database, table -> true, command);
        }
    }

    /** The same of some tables of a database that is already there, which the tests break first. */
    Evidence of(ThrowawayDatabase database, Predicate<TenantTable> targets, String command) throws SQLException {
        Subject subject;
        List<RuleResult> rules;
        try (Connection connection = database.administrator().connect()) {
            subject = SubjectReader.read(connection);
            rules = RuleResult.of(Gate.check(connection));
        }
        progress.begin("making rows of two Customers", 1);
        try (Arena arena = Arena.open(database, targets)) {
            progress.end();
            List<AttackRun> runs = attacks(arena);
            List<Mutant> possible = choice == MutantChoice.NONE ? List.of() : Mutants.of(arena);
            List<MutantResult> mutants = mutants(arena, possible);
            return new Evidence(
                    Instant.now(),
                    command,
                    WAY,
                    subject,
                    rules,
                    runs,
                    mutants,
                    possible.size(),
                    tests.known(),
                    tests.promises(),
                    Readings.standards(),
                    Readings.risks(),
                    new Untested(tests, "").of(rules, runs, mutants.size(), possible.size()));
        }
    }

    private List<AttackRun> attacks(Arena hardened) throws SQLException {
        List<AttackRun> runs = new ArrayList<>();
        try (ThrowawayDatabase copy = hardened.copy();
                Arena open = hardened.on(copy)) {
            try (Connection connection = copy.administrator().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("grant execute on function pg_catalog.set_config(text, text, boolean) to public");
                statement.execute("grant usage on language plpgsql to public");
            }
            runs.add(run("hardened", HARDENED, hardened, IsolationSuite.all(hardened)));
            runs.add(run("open", OPEN, open, IsolationSuite.scope(open)));
        }
        runs.add(crowded(hardened));
        return runs;
    }

    private AttackRun crowded(Arena original) throws SQLException {
        try (CrowdedArena arena = CrowdedArena.of(original)) {
            List<TimingAttack> attacks = TimingAttacks.all(arena);
            progress.begin("timing answers of the crowded database", attacks.size());
            List<Outcome> outcomes = new ArrayList<>();
            for (TimingAttack attack : attacks) {
                outcomes.add(attack.attempt(arena, TIMING_EFFORT));
                progress.step();
            }
            for (TenantTable table : arena.empty()) {
                outcomes.add(TimingAttack.leftOut(table.toString(), "no more rows could be made up to search among"));
            }
            progress.end();
            return new AttackRun("crowded", CROWDED, outcomes);
        }
    }

    private AttackRun run(String name, String description, Arena arena, List<Attack> attacks) {
        List<AimedAttack> aimed =
                attacks.stream().flatMap(attack -> attack.aim(arena).stream()).toList();
        List<LayerAttack> onLayer = LayerAttacks.all();
        progress.begin("attacking the " + name + " database", aimed.size() + onLayer.size());
        List<Outcome> outcomes = new ArrayList<>();
        for (AimedAttack attack : aimed) {
            outcomes.add(attack.attempt());
            progress.step();
        }
        for (LayerAttack attack : onLayer) {
            try (LayerDoor door = LayerDoor.open(arena.database())) {
                outcomes.add(attack.attempt(arena, door));
            }
            progress.step();
        }
        progress.end();
        return new AttackRun(name, description, outcomes);
    }

    private List<MutantResult> mutants(Arena arena, List<Mutant> possible) throws SQLException {
        List<Mutant> chosen = choice == MutantChoice.SAMPLE ? Mutants.sample(possible) : possible;
        if (chosen.isEmpty()) {
            return List.of();
        }
        List<MutantResult> results = new ArrayList<>();
        progress.begin("breaking copies on purpose", chosen.size());
        try (MutationRun run = MutationRun.on(arena)) {
            for (Mutant mutant : chosen) {
                results.add(MutantResult.of(run.fate(mutant, false)));
                progress.step();
            }
        }
        progress.end();
        return results;
    }
}
