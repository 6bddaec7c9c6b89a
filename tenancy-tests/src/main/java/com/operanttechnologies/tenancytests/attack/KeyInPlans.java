package com.operanttechnologies.tenancytests.attack;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.util.PSQLWarning;

/**
 * C10: the scope function keeps the pads of the signing key as constants of its plan. Anybody may have the server print
 * plans, and send what it prints to the client.
 */
final class KeyInPlans {

    private static final int KEY_BYTES = 32;

    private KeyInPlans() {}

    static Attack attack() {
        return Attack.once("C10", "reading the key from printed plans", arena -> {
            if (arena.ground().isRolledBack()) {
                throw new LeftOutException("would print the key into the server's log, if it got through");
            }
            List<String> script = List.of(
                    // What was planned already isn't printed.
                    "discard plans",
                    "set client_min_messages = log",
                    "set debug_print_plan = on",
                    "begin",
                    arena.bind(arena.attacker()),
                    "select tenancy.current_customer()",
                    "commit");
            return new Attempt(script, connection -> printed(connection, script), plansWithout(), keys(arena));
        });
    }

    /** Plans were printed, so that it means something when the key isn't in them. */
    private static Expectation plansWithout() {
        return Expectation.that(
                "printed plans without the key",
                (answer, attacker) ->
                        answer.rows().stream().anyMatch(row -> row.get(0).contains("PLANNEDSTMT")));
    }

    private static Answer printed(Connection connection, List<String> script) throws SQLException {
        List<String> printed = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (String sql : script) {
                statement.execute(sql);
                for (SQLWarning told = statement.getWarnings(); told != null; told = told.getNextWarning()) {
                    Object all = told instanceof PSQLWarning server ? server.getServerErrorMessage() : told;
                    printed.add(String.valueOf(all).replaceAll("\\s+", " "));
                }
                statement.clearWarnings();
            }
            statement.execute("reset debug_print_plan");
            statement.execute("reset client_min_messages");
        }
        return Answer.lines(printed);
    }

    /** Both pads as plans show them: signed bytes in decimal. The rest of a pad is the same for every key. */
    private static List<String> keys(Arena arena) throws SQLException {
        byte[] secret = arena.seal().secret();
        return IntStream.of(0x36, 0x5c)
                .mapToObj(pad -> IntStream.range(0, KEY_BYTES)
                        .mapToObj(i -> Integer.toString((byte) (secret[i] ^ pad)))
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
