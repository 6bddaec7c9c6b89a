package com.operanttechnologies.migrations.plan;

import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.gate.GateReport;
import com.operanttechnologies.migrations.script.Script;
import com.operanttechnologies.migrations.script.ScriptReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Runs migrations in one transaction that is rolled back, and looks after each statement what it has done.
 *
 * <p>It takes the locks that the migrations take, so it keeps others waiting as they would, but not for longer than it
 * was allowed: then it is cancelled and rolled back.
 */
public final class Rehearsal {

    private static final String CANCELED = "57014";

    private static final Pattern BUILT_CONCURRENTLY = Pattern.compile(
            "(?is)\\bcreate\\s+(?:unique\\s+)?index\\s+concurrently\\b.*?\\son\\s+(?:only\\s+)?([\\w.]+)");

    private final Connection connection;
    private final Configuration configuration;
    private final Duration longest;

    /**
     * A rehearsal.
     *
     * @param connection as the migrations have it: its role and settings; left as it was, but for those
     * @param configuration Flyway's
     * @param longest for how long others may be kept waiting
     */
    public Rehearsal(Connection connection, Configuration configuration, Duration longest) {
        this.connection = connection;
        this.configuration = configuration;
        this.longest = longest;
    }

    /**
     * Runs them.
     *
     * @param pending in their order
     * @param isGated after which of them the gate is asked
     * @param refusals why the migrator would not begin
     * @throws SQLException when the connection fails; a migration that fails is told in the plan
     */
    public MigrationPlan run(MigrationInfo[] pending, Predicate<MigrationInfo> isGated, List<String> refusals)
            throws SQLException {
        ScriptReader reader =
                new ScriptReader(configuration, connection.getMetaData().getUserName(), connection.getCatalog());
        List<Script> scripts = Arrays.stream(pending)
                .map(migration -> reader.read(migration, isGated.test(migration)))
                .toList();
        List<MigrationEffect> effects = new ArrayList<>();
        connection.setAutoCommit(false);
        boolean over;
        try (BlockingLimit limit = new BlockingLimit(connection, longest)) {
            Relations relations = Relations.of(connection);
            makeHistory();
            boolean goesOn = true;
            for (Script script : scripts) {
                MigrationEffect effect = goesOn ? rehearse(script, relations, limit) : unrun(script, "");
                goesOn = goesOn && effect.failure() == null && !limit.isOver();
                effects.add(effect);
            }
            over = limit.isOver();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return new MigrationPlan(refusals, effects, over ? stopped() : null);
    }

    private String stopped() {
        return "stopped and rolled back after " + longest.toMillis() / 1000.0 + " s, for which others may have waited";
    }

    /** What Flyway makes before the first migration, and the register and the gate ask for. */
    private void makeHistory() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists " + configuration.getDefaultSchema());
            statement.execute("create table if not exists " + configuration.getDefaultSchema() + "."
                    + configuration.getTable() + " (installed_rank integer primary key, version varchar(50),"
                    + " description varchar(200) not null, type varchar(20) not null, script varchar(1000) not null,"
                    + " checksum integer, installed_by varchar(100) not null,"
                    + " installed_on timestamp not null default now(), execution_time integer not null,"
                    + " success boolean not null)");
        }
    }

    private MigrationEffect rehearse(Script script, Relations relations, BlockingLimit limit) throws SQLException {
        if (script.statements().isEmpty()) {
            return unrun(script, "is not SQL, so it was not run");
        }
        if (!script.isTransactional()) {
            return outsideOfTransactions(script, relations);
        }
        List<StatementEffect> done = new ArrayList<>();
        JdbcTemplate template = new JdbcTemplate(connection, Types.NULL);
        GateReport gate = null;
        Duration gateTook = Duration.ZERO;
        String failure = null;
        SqlStatement current = script.statements().get(0);
        try {
            for (SqlStatement statement : script.statements()) {
                current = statement;
                limit.begin();
                long start = System.nanoTime();
                SQLException refused =
                        statement.execute(template, null, configuration).getException();
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                if (refused != null) {
                    throw refused;
                }
                done.add(new StatementEffect(statement.getLineNumber(), statement.getSql(), took, relations.next()));
                if (!relations.areBlocked()) {
                    limit.clear();
                }
            }
            if (script.isGated()) {
                limit.begin();
                long start = System.nanoTime();
                gate = Gate.check(connection);
                gateTook = Duration.ofNanos(System.nanoTime() - start);
            }
        } catch (SQLException e) {
            if (done.size() < script.statements().size()) {
                done.add(new StatementEffect(current.getLineNumber(), current.getSql(), null, List.of()));
            }
            failure = limit.isOver() && CANCELED.equals(e.getSQLState()) ? null : message(e);
        }
        return new MigrationEffect(
                script.version(), script.description(), script.name(), done, null, failure, gate, gateTook);
    }

    private static String message(SQLException e) {
        return e.getMessage() + " (SQLState " + e.getSQLState() + ")";
    }

    private static MigrationEffect outsideOfTransactions(Script script, Relations relations) {
        List<StatementEffect> statements = script.statements().stream()
                .map(statement -> new StatementEffect(
                        statement.getLineNumber(), statement.getSql(), null, expected(statement, relations)))
                .toList();
        return new MigrationEffect(
                script.version(),
                script.description(),
                script.name(),
                statements,
                script.isMixed()
                        ? "mixes statements that can and that can't be in a transaction: Flyway refuses it; split it"
                        : "runs outside of a transaction: it was not run, and what it has done stays when it fails",
                null,
                null,
                Duration.ZERO);
    }

    /** What PostgreSQL's documentation says of it, as it can't be tried. */
    private static List<RelationEffect> expected(SqlStatement statement, Relations relations) {
        Matcher built = BUILT_CONCURRENTLY.matcher(statement.getSql());
        if (!built.find()) {
            return List.of();
        }
        RelationEffect table = relations.expected(built.group(1), LockMode.SHARE_UPDATE_EXCLUSIVE);
        return table == null ? List.of() : List.of(table);
    }

    private static MigrationEffect unrun(Script script, String why) {
        List<StatementEffect> statements = script.statements().stream()
                .map(statement -> new StatementEffect(statement.getLineNumber(), statement.getSql(), null, List.of()))
                .toList();
        @Nullable String reason = why.isEmpty() ? "was not reached" : why;
        return new MigrationEffect(
                script.version(), script.description(), script.name(), statements, reason, null, null, Duration.ZERO);
    }
}
