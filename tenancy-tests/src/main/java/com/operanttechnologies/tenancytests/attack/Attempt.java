package com.operanttechnologies.tenancytests.attack;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * One try of an attack: what is done on a connection of the runtime role, and what must come of it.
 *
 * <p>Whatever is expected, the attempt has breached isolation when any row of B's is no longer what it was, in
 * whichever table, or when the answer holds a value that B's row has and A's hasn't. A value that the script itself
 * contains isn't looked for, as A knew it already.
 *
 * @param script what is done, as SQL or in words
 * @param trial does it
 * @param expectation the right answers
 * @param neverRepeated texts that no answer may repeat
 */
public record Attempt(List<String> script, Trial trial, Expectation expectation, List<String> neverRepeated) {

    /** Something done on a connection of the runtime role. */
    @FunctionalInterface
    public interface Trial {

        /**
         * Does it.
         *
         * @param connection as good as new, in autocommit mode and bound to nobody; its owner closes or wipes it
         * @return what came back, all of it: what isn't in the answer isn't searched for B's values
         * @throws SQLException when the server refuses, which is an answer as well; any other exception says that the
         *     attack itself is wrong, and is passed on
         */
        Answer on(Connection connection) throws SQLException;
    }

    /**
     * Statements sent one after the other, each as one text, until one is refused. Transactions begin and end by
     * statements, too: what an attacker injects isn't bound to JDBC's manners.
     */
    public static Attempt of(Expectation expectation, List<String> script) {
        return new Attempt(script, connection -> execute(connection, script), expectation, List.of());
    }

    /** The same attempt, whose answers must not repeat a text. */
    public Attempt withoutRepeating(String text) {
        return withoutRepeating(List.of(text));
    }

    /** The same attempt, whose answers must not repeat any of these. */
    public Attempt withoutRepeating(List<String> texts) {
        return new Attempt(script, trial, expectation, texts);
    }

    /**
     * As {@link #execute}, but from the given statement on each is tried, whether or not the one before was refused,
     * and what worked is committed. The answer has the rows of all, and a refusal only where every one was refused.
     */
    static Answer executeEach(Connection connection, int from, List<String> script) throws SQLException {
        execute(connection, script.subList(0, from));
        List<Answer> answers = new ArrayList<>();
        Answer refusal = Answer.NOTHING;
        for (String sql : script.subList(from, script.size())) {
            Answer answer = alone(connection, sql);
            if (answer.error() == null) {
                answers.add(answer);
            } else {
                refusal = answer;
            }
        }
        execute(connection, List.of("commit"));
        return answers.isEmpty() ? refusal : Answer.all(answers);
    }

    /** A statement in the running transaction, which goes on after a refusal. */
    static Answer alone(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("savepoint alone");
            try {
                return Answer.of(statement, statement.execute(sql));
            } catch (SQLException e) {
                statement.execute("rollback to savepoint alone");
                return Answer.refusal(e);
            }
        }
    }

    /**
     * Executes statements one after the other, as {@link #of} does: the answer is that of the last one before the
     * transaction ends.
     *
     * @throws SQLException when one is refused
     */
    public static Answer execute(Connection connection, List<String> script) throws SQLException {
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
