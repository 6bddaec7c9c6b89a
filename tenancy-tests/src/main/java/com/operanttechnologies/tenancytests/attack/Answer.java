package com.operanttechnologies.tenancytests.attack;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What came back from an attempt: the server's answer to its last statement. Immutable; safe for use by several
 * threads.
 *
 * @param columns names of the result's columns; none when there was no result
 * @param rows the result's rows, as text
 * @param count rows that were touched, or rows in the result
 * @param error what the server refused with
 */
public record Answer(
        List<String> columns,
        List<List<String>> rows,
        long count,
        @Nullable SQLException error) {

    /** Neither rows nor a refusal. */
    public static final Answer NOTHING = new Answer(List.of(), List.of(), 0, null);

    /** A refusal: a trial that throws answers so by itself. */
    public static Answer refusal(SQLException error) {
        return new Answer(List.of(), List.of(), 0, error);
    }

    /** Texts, each as a row of its own, for what wasn't asked of the server in SQL. */
    public static Answer lines(List<String> lines) {
        return new Answer(List.of("line"), lines.stream().map(List::of).toList(), lines.size(), null);
    }

    /** Several answers in one: the rows of all, without the names of their columns. */
    static Answer all(List<Answer> answers) {
        List<List<String>> rows =
                answers.stream().flatMap(answer -> answer.rows().stream()).toList();
        return new Answer(
                rows.isEmpty() ? List.of() : List.of("row"),
                rows,
                answers.stream().mapToLong(Answer::count).sum(),
                null);
    }

    /**
     * All results of a statement that has just been executed: one text may hold several statements.
     *
     * @param startsWithRows what {@link Statement#execute} has returned
     */
    public static Answer of(Statement statement, boolean startsWithRows) throws SQLException {
        List<String> columns = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        long count = 0;
        boolean isRows = startsWithRows;
        while (isRows || statement.getUpdateCount() >= 0) {
            if (isRows) {
                try (ResultSet result = statement.getResultSet()) {
                    columns.clear();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        columns.add(result.getMetaData().getColumnName(i));
                    }
                    while (result.next()) {
                        rows.add(cells(result, columns.size()));
                        count++;
                    }
                }
            } else {
                count += statement.getUpdateCount();
            }
            isRows = statement.getMoreResults();
        }
        return new Answer(List.copyOf(columns), List.copyOf(rows), count, null);
    }

    private static List<String> cells(ResultSet result, int columns) throws SQLException {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            cells.add(Objects.requireNonNullElse(result.getString(i), ""));
        }
        return List.copyOf(cells);
    }

    /** SQLState of the refusal; empty when there was none. */
    public String state() {
        return error == null ? "" : Objects.requireNonNullElse(error.getSQLState(), "none");
    }

    /** Every text that reached the attacker, for finding in it what shouldn't have. */
    String everything() {
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> row.forEach(cell -> text.append(cell).append('\n')));
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            text.append(cause.getMessage()).append('\n');
            ServerErrorMessage server = cause instanceof PSQLException refusal ? refusal.getServerErrorMessage() : null;
            if (server != null) {
                text.append(server.getMessage()).append('\n');
                text.append(server.getDetail()).append('\n');
                text.append(server.getHint()).append('\n');
                text.append(server.getWhere()).append('\n');
            }
        }
        return text.toString();
    }

    /** In a few words, for the table of outcomes. */
    String summary() {
        if (error != null) {
            String message = Objects.requireNonNullElse(error.getMessage(), "");
            return state() + " " + message.lines().findFirst().orElse("");
        }
        return columns.isEmpty() ? count + " rows touched" : rows.size() + " rows";
    }
}
