package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Attack.once;
import static com.operanttechnologies.tenancytests.attack.Expect.noValidScope;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.refusedWith;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** C3 and C10: what isn't a good token opens nothing, however it was set, and isn't repeated to whoever sent it. */
final class TokenAttacks {

    private static final int MOST_REPEATED = 200;

    private TokenAttacks() {}

    /** The kinds of wrong tokens, which are made anew for each attempt: some of them are about the time. */
    static List<Attack> all(Arena arena) throws SQLException {
        Stream<Attack> wrong = Forgeries.of(arena).keySet().stream().flatMap(TokenAttacks::each);
        return Stream.concat(wrong, others()).toList();
    }

    private static Stream<Attack> each(String kind) {
        return Stream.of(
                onTables(
                        "C10",
                        "token " + kind + ", set by hand",
                        table -> table.allows(Privilege.SELECT) && !Forgeries.isLong(kind),
                        t -> wrong(t.arena(), kind, "set local operant.context = %s", "select * from " + t.sql())),
                once(
                        "C10",
                        "token " + kind + ", bound as the layer binds",
                        arena -> wrong(
                                arena, kind, "select tenancy.bind(%s, false)", "select tenancy.current_customer()")),
                once(
                        "C10",
                        "token " + kind + ", asking for the actor",
                        arena -> wrong(
                                arena, kind, "set local operant.context = %s", "select tenancy.current_actor()")));
    }

    private static Attempt wrong(Arena arena, String kind, String set, String question) throws SQLException {
        String token = Objects.requireNonNull(Forgeries.of(arena).get(kind)).get();
        String shown = token.substring(0, Math.min(token.length(), MOST_REPEATED));
        // A short one is found in any message by chance.
        String never = shown.length() < 6 ? "" : shown;
        return Attempt.of(noValidScope(), List.of("begin", set.formatted(Sql.literal(token)), question, "commit"))
                .withoutRepeating(never);
    }

    private static Stream<Attack> others() {
        return Stream.of(
                onTables(
                        "C10",
                        "token sealed with a key that was replaced",
                        table -> table.allows(Privilege.SELECT),
                        t -> t.script(
                                noValidScope(),
                                "begin",
                                Arena.bind(t.arena().tokenOfReplacedKey()),
                                "select * from " + t.sql(),
                                "commit")),
                once(
                        "C10",
                        "token NULL",
                        arena -> Attempt.of(
                                noValidScope(),
                                List.of(
                                        "begin",
                                        "select tenancy.bind(null, false)",
                                        "select tenancy.current_customer()"))),
                once(
                        "C10",
                        "token with a real zero byte",
                        arena -> Attempt.of(
                                refusedWith("22021", "22023"),
                                List.of("begin", "set local operant.context = E'v1.\\000'"))),
                once("C10", "reading the keys", arena -> bound(arena, "select * from tenancy.signing_key")),
                once("C10", "reading the current key", arena -> bound(arena, "select tenancy.current_signing_key()")),
                once(
                        "C10",
                        "making a key",
                        arena -> bound(arena, "select tenancy.rotate_signing_key(interval '1 day')")),
                once(
                        "C10",
                        "planting a key",
                        arena -> bound(
                                arena,
                                "insert into tenancy.signing_key (key_id, generation, secret, inner_pad, outer_pad) values"
                                        + " ('k00000000', 9, '\\x00', '\\x00', '\\x00')")),
                KeyInPlans.attack(),
                once("C10", "reading the keys by COPY", arena -> bound(arena, "copy tenancy.signing_key to stdout")),
                once(
                        "C10",
                        "replacing the scope function",
                        arena -> bound(
                                arena,
                                "create or replace function tenancy.current_customer() returns uuid language sql stable return "
                                        + Sql.literal(arena.victim().toString()) + "::uuid")));
    }

    private static Attempt bound(Arena arena, String sql) throws SQLException {
        return Attempt.of(refused(), List.of("begin", arena.bind(arena.attacker()), sql, "commit"));
    }
}
