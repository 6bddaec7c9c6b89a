package com.operanttechnologies.persistence.internal.bind;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.TenancyException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * What may be sent on a session's connection: one statement at a time, that reads or changes rows, and that ties each
 * tenant table to its Customer. Everything else is refused before it leaves, because the driver would split {@code a;
 * b} by itself, and a setting, a prepared statement or a cursor left on a pooled connection would serve the next
 * Customer.
 *
 * <p>Safe for use by several threads; verdicts are remembered by the statement's text.
 */
public final class StatementGuard {

    private static final Set<String> ALLOWED =
            Set.of("select", "with", "values", "table", "insert", "update", "delete", "merge");
    private static final Set<String> READS = Set.of("select", "with", "values", "table");
    private static final Set<String> LOCAL_SETTINGS =
            Set.of("statement_timeout", "lock_timeout", "work_mem", "plan_cache_mode", "jit");
    private static final int REMEMBERED = 4_096;

    private final BiPredicate<String, String> isTenantTable;
    private final ConcurrentHashMap<String, Verdict> verdicts = new ConcurrentHashMap<>();

    /**
     * @param refusal why it is refused; null when it isn't
     * @param reads whether it only reads, as far as its first word tells
     * @param parameters how many parameters it has
     */
    private record Verdict(@Nullable Refusal refusal, boolean reads, int parameters) {}

    private record Refusal(String message, String sqlState) {}

    /** @param isTenantTable tells for schema and name whether it is a tenant table */
    public StatementGuard(BiPredicate<String, String> isTenantTable) {
        this.isTenantTable = isTenantTable;
    }

    /**
     * @param readOnly whether the session only reads
     * @throws TenancyException when the statement may not be sent; its text is not repeated
     */
    public void require(String sql, boolean readOnly) {
        judge(sql, readOnly);
    }

    /** The same for a statement without parameters. */
    void requirePlain(String sql, boolean readOnly) {
        if (judge(sql, readOnly).parameters() > 0) {
            throw new InvalidInputException("A plain statement can't have parameters; take prepareStatement, where the"
                    + " operator ? is written ??");
        }
    }

    private Verdict judge(String sql, boolean readOnly) {
        Verdict verdict = verdicts.get(sql);
        if (verdict == null) {
            verdict = verdict(sql);
            if (verdicts.size() >= REMEMBERED) {
                verdicts.clear(); // Statements with values in their text, which should be parameters.
            }
            verdicts.put(sql, verdict);
        }
        if (verdict.refusal() != null) {
            throw new RefusedException(
                    verdict.refusal().message(), verdict.refusal().sqlState());
        }
        if (readOnly && !verdict.reads()) {
            throw new RefusedException("A read session can't change rows; take TenantDatabase.transact", "25006");
        }
        return verdict;
    }

    private Verdict verdict(String sql) {
        List<NativeQuery> statements;
        try {
            // Exactly what the driver does with it later, so nothing that it would split gets past.
            statements = Parser.parseJdbcSql(sql, true, true, true, false, false);
        } catch (SQLException e) {
            return refuse("The driver can't parse the statement", "42601");
        }
        if (statements.size() != 1) {
            return statements.isEmpty()
                    ? refuse("The statement is empty", "42601")
                    : refuse(
                            "One statement at a time: this text holds " + statements.size()
                                    + "; execute them one by one in TenantDatabase.transact",
                            "42601");
        }
        List<String> tokens = SqlTokens.of(statements.get(0).nativeSql);
        int parameters = statements.get(0).bindPositions.length;
        String first =
                tokens.stream().filter(token -> !token.equals("(")).findFirst().orElse("");
        if (isLocalSetting(tokens)) {
            return new Verdict(null, true, parameters);
        }
        if (!ALLOWED.contains(first)) {
            return refuse(
                    "A session sends only select, insert, update, delete, merge, with, values and table, and"
                            + " set local of "
                            + LOCAL_SETTINGS.stream().sorted().toList()
                            + ": anything else would stay on the connection for the next Customer",
                    "42501");
        }
        Optional<String> untied = CustomerPredicate.missing(tokens, isTenantTable);
        if (untied.isPresent()) {
            return refuse(
                    "The statement names " + untied.get() + " without customer_id = ? for each tenant table in it;"
                            + " query through session.dsl() with generated tables, which adds it, or add"
                            + " customer_id = ? with session.customerId()",
                    "42501");
        }
        return new Verdict(null, READS.contains(first), parameters);
    }

    private static boolean isLocalSetting(List<String> tokens) {
        return tokens.size() > 3
                && tokens.get(0).equals("set")
                && tokens.get(1).equals("local")
                && LOCAL_SETTINGS.contains(tokens.get(2));
    }

    private static Verdict refuse(String message, String sqlState) {
        return new Verdict(new Refusal(message, sqlState), true, 0);
    }
}
