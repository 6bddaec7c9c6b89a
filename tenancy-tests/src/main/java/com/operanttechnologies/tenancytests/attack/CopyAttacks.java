package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.refusedWith;
import static com.operanttechnologies.tenancytests.attack.Expect.rows;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** W2: COPY, which speaks a protocol of its own. */
final class CopyAttacks {

    private CopyAttacks() {}

    static List<Attack> all() {
        return List.of(
                onTables(
                        "W2",
                        "copy out",
                        table -> table.allows(Privilege.SELECT),
                        t -> copy(t, onlyA(t), "copy " + t.sql() + " (customer_id) to stdout", "")),
                onTables(
                        "W2",
                        "copy out of a query for B",
                        table -> table.allows(Privilege.SELECT),
                        t -> copy(
                                t,
                                rows(0),
                                "copy (select * from " + t.sql() + " where customer_id = " + t.b() + ") to stdout",
                                "")),
                onTables(
                        "W2",
                        "copy in as B",
                        t -> copy(
                                t,
                                refusedWith("0A000", "42501"),
                                "copy " + t.sql() + " (customer_id) from stdin",
                                t.prey().values().get("customer_id") + "\n")),
                onTables(
                        "W2",
                        "copy to a program",
                        t -> t.attackerCommits(refused(), "copy " + t.sql() + " to program 'cat'")),
                onTables(
                        "W2",
                        "copy to a file",
                        t -> t.attackerCommits(refused(), "copy " + t.sql() + " to '/tmp/stolen'")),
                onTables(
                        "W2",
                        "copy from a file",
                        t -> t.attackerCommits(refused(), "copy " + t.sql() + " from '/etc/passwd'")));
    }

    /** None at all is right, too: of a partitioned table COPY reads the parent alone. */
    private static Expectation onlyA(Target t) {
        return Expectation.that(
                "A's own rows at most",
                (answer, attacker) -> answer.error() == null
                        && answer.rows().stream()
                                .allMatch(row ->
                                        row.get(0).equals(t.arena().attacker().toString())));
    }

    private static Attempt copy(Target t, Expectation expectation, String sql, String input) throws SQLException {
        List<String> script = List.of("begin", t.arena().bind(t.arena().attacker()), sql, "commit");
        return new Attempt(script, connection -> copy(connection, script, input), expectation, List.of());
    }

    private static Answer copy(Connection connection, List<String> script, String input) throws SQLException {
        Attempt.execute(connection, script.subList(0, 2));
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String sql = script.get(2);
        try {
            if (input.isEmpty()) {
                copy.copyOut(sql, out);
            } else {
                copy.copyIn(sql, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new IllegalStateException("Streams in memory don't fail", e);
        }
        Attempt.execute(connection, List.of("commit"));
        return Answer.lines(out.toString(StandardCharsets.UTF_8).lines().toList());
    }
}
