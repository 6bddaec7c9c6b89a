package com.operanttechnologies.tenancytests.attack;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * One try of an attack: what is done on a connection of the runtime role, and what must come of it.
 *
 * @param script what is done, as SQL or in words
 * @param trial does it
 * @param expectation the right answers
 * @param neverRepeated texts that no answer may repeat
 */
record Attempt(List<String> script, Trial trial, Expectation expectation, List<String> neverRepeated) {

    /** Something done on a connection of the runtime role that is as good as new, and in autocommit mode. */
    interface Trial {
        Answer on(Connection connection) throws SQLException;
    }

    /**
     * Statements sent one after the other, each as one text, until one is refused. Transactions begin and end by
     * statements, too: what an attacker injects isn't bound to JDBC's manners.
     */
    static Attempt of(Expectation expectation, List<String> script) {
        return new Attempt(script, connection -> execute(connection, script), expectation, List.of());
    }

    /** The same attempt, whose answers must not repeat a text. */
    Attempt withoutRepeating(String text) {
        return new Attempt(script, trial, expectation, List.of(text));
    }

    static Answer execute(Connection connection, List<String> script) throws SQLException {
        Answer answer = Answer.NOTHING;
        try (Statement statement = connection.createStatement()) {
            for (String sql : script) {
                boolean rows = statement.execute(sql);
                Answer latest = Answer.of(statement, rows);
                answer = isEnding(sql) ? answer : latest;
            }
        }
        return answer;
    }

    /** The answer that counts is the last one before the transaction ends. */
    private static boolean isEnding(String sql) {
        return sql.equals("commit") || sql.equals("rollback");
    }
}
