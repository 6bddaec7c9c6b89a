package com.operanttechnologies.migrations.script;

import java.util.List;
import org.flywaydb.core.internal.sqlscript.SqlStatement;

/**
 * A pending migration to rehearse.
 *
 * @param version empty for one that is repeated whenever it changes
 * @param description what its file's name says
 * @param name its file
 * @param statements as Flyway parses it; none of one that isn't SQL
 * @param isTransactional whether Flyway runs it in a transaction
 * @param isGated whether the gate is asked after it
 */
public record Script(
        String version,
        String description,
        String name,
        List<SqlStatement> statements,
        boolean isTransactional,
        boolean isGated) {

    /** Flyway refuses such a script unless it says in which way to run it. */
    public boolean isMixed() {
        return statements.stream().anyMatch(SqlStatement::canExecuteInTransaction)
                && statements.stream().anyMatch(statement -> !statement.canExecuteInTransaction());
    }
}
