package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.Reachable;
import com.operanttechnologies.tenancytests.catalogue.Routine;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * O3 and G1: every function that the runtime role may call, called by A with whatever B has: its ids and the hashes of
 * its secrets. Nothing of B may come back, and nothing of B may change. What turns secrets into identifiers gets A's
 * guesses instead, as who has B's secret is B, and must answer with identifiers and nothing else.
 */
final class RoutineAttacks {

    /** What a gateway may answer with. */
    private static final Set<String> IDENTIFIERS = Set.of("uuid", "boolean", "bigint", "integer", "void", "interval");

    /** A value that changes as much as it can, by its type. */
    private static final Map<String, String> VALUES = Map.of(
            "timestamp with time zone", "now() + interval '1 hour'",
            "interval", "interval '1 hour'",
            "integer", "1000",
            "bigint", "1000",
            "numeric", "1",
            "boolean", "false",
            "date", "current_date",
            "jsonb", "'{}'::jsonb",
            "inet", "'192.0.2.1'::inet");

    private RoutineAttacks() {}

    static List<Attack> all(Arena arena) throws SQLException {
        List<Attack> attacks = new ArrayList<>();
        for (Routine routine : Reachable.routines(arena.administrator(), arena.runtimeLogin())) {
            attacks.add(Attack.once("O3", "calling " + routine + " for what is B's", at -> callAll(at, routine, true)));
            attacks.add(Attack.once(
                    "O3",
                    "calling " + routine + " for what is B's, without a scope",
                    at -> callAll(at, routine, false)));
            if (routine.name().schema().equals("gateway")) {
                attacks.add(identifiersOnly(routine));
            }
        }
        return attacks;
    }

    /** Each call in a savepoint, so that one that is refused doesn't keep the next from being tried. */
    private static Attempt callAll(Arena arena, Routine routine, boolean bound) throws SQLException {
        List<String> first = bound ? List.of("begin", arena.bind(arena.attacker())) : List.of("begin");
        List<String> script =
                Stream.concat(first.stream(), calls(arena, routine).stream()).toList();
        return new Attempt(
                        script,
                        connection -> Attempt.executeEach(connection, first.size(), script),
                        Expect.nothingOfB(),
                        List.of())
                .withoutRepeating(arena.victimsValues().stream()
                        .filter(value -> script.stream().noneMatch(sql -> sql.contains(value)))
                        .toList());
    }

    private static List<String> calls(Arena arena, Routine routine) throws SQLException {
        List<Loot> loot = routine.arguments().isEmpty() ? arena.loot().subList(0, 1) : arena.loot();
        return loot.stream()
                .map(each -> routine.call(routine.arguments().stream()
                        .map(type -> value(type, routine, each, arena.victim()))
                        .toList()))
                .distinct()
                .toList();
    }

    private static String value(String type, Routine routine, Loot loot, UUID victim) {
        String subject = Sql.literal(loot.subject().toString());
        return switch (type) {
            case "text" -> Sql.literal(loot.kind());
            case "bytea" -> identifies(routine) ? "sha256('guess')" : loot.hash();
            case "uuid" -> subject + "::uuid";
            case "uuid[]" -> "array[" + subject + ", " + Sql.literal(victim.toString()) + "]::uuid[]";
            default -> Objects.requireNonNullElse(VALUES.get(type), "null::" + type);
        };
    }

    /**
     * Only what answers with identifiers may be asked without a scope: whatever else forgets to ask gets B's hashes.
     */
    private static boolean identifies(Routine routine) {
        return routine.beforeScope() && routine.results().contains("uuid");
    }

    private static Attack identifiersOnly(Routine routine) {
        boolean holds = IDENTIFIERS.containsAll(routine.results());
        return Attack.once(
                "G1",
                "an answer of " + routine + " that is more than an identifier",
                arena -> Attempt.of(
                        Expect.value("t"),
                        List.of("select " + holds + " as " + Sql.identifier(String.join(", ", routine.results())))));
    }
}
