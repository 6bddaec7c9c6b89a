package com.operanttechnologies.tenancytests.attack;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * G1: secrets of B that are worth nothing any more, or never were: all get the answer of one that never existed. The
 * secrets are made by B's own calls, so the attacks also prove that a good one resolves.
 */
final class GatewayAttacks {

    private static final String RESOLVE = "select * from gateway.resolve_secret('session', sha256('%s'))";
    private static final String ISSUE =
            "select gateway.issue('session', sha256('%s'), gen_random_uuid(), now() + interval '%s', %s)";
    private static final String PAIR =
            "select gateway.issue_pairing(sha256('%s'), sha256('proof'), gen_random_uuid(), now() + interval '%s', %d)";
    private static final String CLAIM =
            "select * from gateway.claim_pairing(sha256('%s'), sha256('%s'), sha256(gen_random_uuid()::text::bytea))";

    private GatewayAttacks() {}

    static List<Attack> all(Arena arena) throws SQLException {
        if (!hasGateways(arena)) {
            return List.of();
        }
        return Stream.of(
                        secret("that was used up", ISSUE.formatted("%1$s", "1 hour", "1"), RESOLVE, RESOLVE),
                        secret("that has expired", ISSUE.formatted("%1$s", "-1 second", "null"), RESOLVE),
                        secret("with uses left that has expired", ISSUE.formatted("%1$s", "-1 second", "9"), RESOLVE),
                        secret("with no use left", ISSUE.formatted("%1$s", "1 hour", "0"), RESOLVE),
                        secret(
                                "of another kind",
                                ISSUE.formatted("%1$s", "1 hour", "null"),
                                RESOLVE.replace("'session'", "'device'")),
                        secret(
                                "cut short",
                                ISSUE.formatted("%1$s", "1 hour", "null"),
                                RESOLVE.replace("sha256('%s')", "substr(sha256('%s'), 1, 31)")),
                        secret("that is a pairing code", PAIR.formatted("%1$s", "1 hour", 5), pairing(RESOLVE)),
                        secret("pairing code that was claimed", PAIR.formatted("%1$s", "1 hour", 5), right(), right()),
                        secret("pairing code that has expired", PAIR.formatted("%1$s", "-1 second", 5), right()),
                        secret(
                                "pairing code that was tried too often",
                                PAIR.formatted("%1$s", "1 hour", 1),
                                CLAIM.formatted("%1$s", "guess"),
                                right()),
                        secret(
                                "pairing code with a wrong second half",
                                PAIR.formatted("%1$s", "1 hour", 5),
                                CLAIM.formatted("%1$s", "guess")))
                .toList();
    }

    private static String right() {
        return CLAIM.formatted("%1$s", "proof");
    }

    private static String pairing(String resolve) {
        return resolve.replace("'session'", "'pairing'");
    }

    /** B issues it and rolls nothing back; then somebody without a scope resolves, and only the last answer counts. */
    private static Attack secret(String which, String issue, String... resolve) {
        return Attack.once("G1", "secret " + which, arena -> {
            String name = which.replace(' ', '-') + "-" + System.nanoTime();
            List<String> script = new ArrayList<>();
            script.add("begin");
            script.add(arena.bind(arena.victim()));
            script.add(issue.formatted(name));
            // Unbound from here on, in the same transaction, so that the rollback leaves nothing of B behind.
            script.add("set local operant.context = ''");
            for (String each : resolve) {
                script.add(each.formatted(name));
            }
            script.add("rollback");
            return Attempt.of(Expect.nothing(), script);
        });
    }

    private static boolean hasGateways(Arena arena) throws SQLException {
        try (Statement statement = arena.administrator().createStatement();
                ResultSet row = statement.executeQuery(
                        "select to_regprocedure('gateway.resolve_secret(text, bytea)') is not null")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
