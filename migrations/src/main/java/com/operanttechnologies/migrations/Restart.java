package com.operanttechnologies.migrations;

import com.operanttechnologies.migrations.script.Script;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.internal.sqlscript.SqlStatement;

/**
 * Takes away what a migration outside of transactions has left behind when it was ended halfway, so that it can be run
 * again: indexes that are invalid, and the entry that it failed. Only where each statement of it can be run twice, or
 * where it is a single one. Nobody knows of that whether it was committed when the connection was lost, so it has to be
 * of a kind that fails, or changes nothing, when it was.
 */
final class Restart {

    private static final Pattern COMMENTS = Pattern.compile("(?s)^(\\s+|--[^\\n]*\\n|/\\*.*?\\*/)+");

    private static final Pattern CAN_BE_REPEATED =
            Pattern.compile("(?is)(create\\s+(unique\\s+)?index\\s+concurrently\\s"
                    + "|drop\\s+index\\s+concurrently\\s+if\\s+exists\\s|reindex\\s|vacuum\\b|analyze\\b|set\\s).*");

    /** Procedures and DO blocks commit where they like when they aren't in a transaction. */
    private static final Pattern MAY_COMMIT = Pattern.compile("(?is)(call|do)\\b.*");

    /** Not what changes rows, as it would change them twice; nor a column's values, each made of the former one. */
    private static final Pattern FAILS_IF_DONE =
            Pattern.compile("(?is)(?!alter\\b.*\\btype\\b.*\\busing\\b)(alter|create|drop|comment|grant|revoke)\\b.*");

    private static final Pattern BUILT = Pattern.compile("(?is)create\\s+(?:unique\\s+)?index\\s+concurrently\\s+"
            + "(?:if\\s+not\\s+exists\\s+)?(\\w+)\\s+on\\s+(?:only\\s+)?(\\w+)\\..*");

    private final Login login;
    private final String history;

    Restart(Login login, String history) {
        this.login = login;
        this.history = history;
    }

    /**
     * Clears up after them.
     *
     * @param pending those outside of transactions that are to be run, whether they failed before or not
     * @param isRolledBack whether PostgreSQL has said of the statement that failed that it ended it
     * @return what was done, in words
     */
    List<String> clear(List<Script> pending, boolean isRolledBack) throws SQLException {
        List<String> done = new ArrayList<>();
        List<Script> repeatable = pending.stream()
                .filter(script -> !script.isTransactional())
                .filter(script -> mayRunTwice(script) || isRolledBack && isAtomic(script))
                .toList();
        if (repeatable.isEmpty()) {
            return done;
        }
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(SqlResource.read("/db/migration/afterConnect.sql"));
            statement.execute("set lock_timeout = " + TimeoutCallback.OUTSIDE_OF_TRANSACTIONS.toMillis());
            for (Script script : repeatable) {
                for (SqlStatement part : script.statements()) {
                    dropInvalid(connection, text(part), done);
                }
                forgetFailure(connection, script, done);
            }
        }
        return done;
    }

    /** Whether it does no harm to run it once more, however far it came before. */
    static boolean mayRunTwice(Script script) {
        List<SqlStatement> statements = script.statements();
        return !statements.isEmpty()
                && (statements.stream().allMatch(Restart::canBeRepeated)
                        || isAtomic(script)
                                && FAILS_IF_DONE
                                        .matcher(text(statements.get(0)))
                                        .matches());
    }

    private static boolean isAtomic(Script script) {
        return script.statements().size() == 1
                && script.statements().get(0).canExecuteInTransaction()
                && !MAY_COMMIT.matcher(text(script.statements().get(0))).matches();
    }

    private static boolean canBeRepeated(SqlStatement statement) {
        return CAN_BE_REPEATED.matcher(text(statement)).matches();
    }

    private static String text(SqlStatement statement) {
        return COMMENTS.matcher(statement.getSql()).replaceFirst("");
    }

    private static void dropInvalid(Connection connection, String sql, List<String> done) throws SQLException {
        Matcher built = BUILT.matcher(sql);
        if (!built.matches()) {
            return;
        }
        String invalid = "";
        try (PreparedStatement query =
                connection.prepareStatement("select format('%I.%I', n.nspname, c.relname) from pg_catalog.pg_index i"
                        + " join pg_catalog.pg_class c on c.oid = i.indexrelid"
                        + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
                        + " where not i.indisvalid and n.nspname = lower(?) and c.relname = lower(?)")) {
            query.setString(1, built.group(2));
            query.setString(2, built.group(1));
            try (ResultSet row = query.executeQuery()) {
                invalid = row.next() ? row.getString(1) : "";
            }
        }
        if (!invalid.isEmpty()) {
            try (Statement drop = connection.createStatement()) {
                drop.execute("drop index concurrently if exists " + invalid);
            }
            done.add("dropped the invalid index " + invalid + ", which an earlier attempt has left");
        }
    }

    private void forgetFailure(Connection connection, Script script, List<String> done) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from " + history + " where not success and script = ?")) {
            delete.setString(1, script.name());
            if (delete.executeUpdate() > 0) {
                done.add("forgot that " + script.name() + " failed before");
            }
        }
    }
}
