package com.operanttechnologies.tenancytests.mutation;

import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.attack.AimedAttack;
import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.attack.IsolationSuite;
import com.operanttechnologies.tenancytests.attack.Outcome;
import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes each mutant and lets two look at it: the gate, in a transaction that is rolled back, and the attacks, in a copy
 * of the database that is thrown away. Attacked is the table that was changed, and where no table was changed the
 * database and one table that takes every kind of statement.
 *
 * <p>Not safe for use by several threads, nor beside anything else on the same server: some mutants change roles, which
 * are the whole server's, and change them back.
 */
public final class MutationRun implements AutoCloseable {

    private final Arena original;
    private final ThrowawayDatabase gated;
    private final Connection administrator;
    private final Set<String> known;
    private final Set<String> tables;
    private final String anyTable;

    private MutationRun(
            Arena original, ThrowawayDatabase gated, Connection administrator, Set<String> known, String anyTable) {
        this.original = original;
        this.gated = gated;
        this.administrator = administrator;
        this.known = known;
        this.tables = original.tables().stream().map(TenantTable::toString).collect(Collectors.toSet());
        this.anyTable = anyTable;
    }

    /**
     * Prepares a run.
     *
     * @param original an arena on the database that is to be mutated; nobody else may be connected to it
     * @throws SQLException when the server fails
     */
    public static MutationRun on(Arena original) throws SQLException {
        TenantTable any = original.tables().stream()
                .filter(table -> Stream.of(Privilege.values()).allMatch(table::allows))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "No tenant table takes all of SELECT, INSERT, UPDATE and DELETE; attack a database that has one"));
        ThrowawayDatabase gated = original.copy();
        try {
            Connection administrator = gated.administrator().connect();
            return new MutationRun(original, gated, administrator, errors(administrator), any.toString());
        } catch (SQLException e) {
            // With it goes whoever is connected.
            gated.close();
            throw e;
        }
    }

    /**
     * What becomes of a mutant.
     *
     * @param attacked whether to attack it even if the gate has found it already
     * @throws SQLException when the server fails, other than by refusing the change
     */
    public Fate fate(Mutant mutant, boolean attacked) throws SQLException {
        List<String> rules;
        try {
            rules = rules(mutant);
        } catch (ChangeRefusedException e) {
            return Fate.impossible(mutant, e.refusal());
        }
        return Fate.of(mutant, rules, attacked || rules.isEmpty() ? attacks(mutant) : List.of());
    }

    /** Rules that only the mutant breaks. */
    private List<String> rules(Mutant mutant) throws SQLException {
        administrator.setAutoCommit(false);
        try {
            change(administrator, gated, mutant);
            return errors(administrator).stream()
                    .filter(each -> !known.contains(each))
                    .map(each -> each.substring(0, each.indexOf(' ')))
                    .distinct()
                    .sorted()
                    .toList();
        } finally {
            administrator.rollback();
            administrator.setAutoCommit(true);
        }
    }

    /** The first attack that notices. */
    private List<String> attacks(Mutant mutant) throws SQLException {
        try (ThrowawayDatabase copy = original.copy();
                Arena arena = original.on(copy);
                Connection connection = copy.administrator().connect()) {
            try {
                change(connection, copy, mutant);
                return firstToNotice(arena, mutant);
            } finally {
                execute(connection, copy, mutant.undo());
                ServerObjects.remove(connection);
            }
        }
    }

    private List<String> firstToNotice(Arena arena, Mutant mutant) throws SQLException {
        boolean onTable = tables.contains(mutant.target());
        // What is put beside a table is reached by attacks on the database.
        Set<String> targets = Set.of(Mutant.DATABASE, onTable ? mutant.target() : anyTable);
        return IsolationSuite.all(arena).stream()
                .flatMap(attack -> attack.aim(arena).stream())
                .filter(aimed -> targets.contains(aimed.target()))
                .sorted(Comparator.comparing(aimed -> onTable == aimed.target().equals(Mutant.DATABASE)))
                .map(AimedAttack::attempt)
                .filter(outcome -> !outcome.passes())
                .limit(1)
                .map(MutationRun::described)
                .toList();
    }

    private static String described(Outcome outcome) {
        return outcome.id() + " " + outcome.title() + ": "
                + outcome.observed().lines().findFirst().orElse("");
    }

    private static Set<String> errors(Connection administrator) throws SQLException {
        return Gate.check(administrator).errors().stream()
                .map(finding -> finding.rule().id() + " " + finding.object())
                .collect(Collectors.toSet());
    }

    private static void change(Connection administrator, ThrowawayDatabase copy, Mutant mutant)
            throws ChangeRefusedException {
        try {
            execute(administrator, copy, mutant.change());
        } catch (SQLException e) {
            throw new ChangeRefusedException(e);
        }
    }

    private static void execute(Connection administrator, ThrowawayDatabase copy, List<String> statements)
            throws SQLException {
        String login = copy.login(DatabaseRole.RUNTIME).username();
        try (Statement statement = administrator.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql.replace(Mutant.LOGIN, login));
            }
        }
    }

    @Override
    public void close() throws SQLException {
        administrator.close();
        gated.close();
    }

    /** PostgreSQL doesn't let the mutant be made. */
    private static final class ChangeRefusedException extends SQLException {

        private static final long serialVersionUID = 1L;

        ChangeRefusedException(SQLException refusal) {
            super(refusal.getMessage(), refusal.getSQLState(), refusal);
        }

        SQLException refusal() {
            return (SQLException) Objects.requireNonNull(getCause());
        }
    }
}
