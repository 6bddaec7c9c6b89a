package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Attack.once;
import static com.operanttechnologies.tenancytests.attack.Expect.noValidScope;
import static com.operanttechnologies.tenancytests.attack.Expect.nothing;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.refusedWith;
import static com.operanttechnologies.tenancytests.attack.Expect.rows;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * G2: support with a grant for A, and an auditor whose reading of A is on record. They reach for B, for more than their
 * purpose, and for what a grant doesn't give: before its approval, after its end, by another login, or unrecorded.
 */
final class BreakGlassAttacks {

    private static final String ASK = "select support.request_grant('%s', 'the isolation suite attacks', '1 hour')";

    private BreakGlassAttacks() {}

    static List<Attack> all() {
        return List.of(
                onTables(
                        "G2",
                        "reading B under a grant for A, as operant_support",
                        t -> each(t.arena(), DatabaseRole.SUPPORT, t.table())),
                onTables(
                        "G2",
                        "reading B while A is read on record, as operant_auditor",
                        t -> each(t.arena(), DatabaseRole.AUDITOR, t.table())),
                onTables(
                        "G2",
                        "writing under a grant, as operant_support",
                        t -> in(
                                t.arena(),
                                DatabaseRole.SUPPORT,
                                refusedWith("42501", "25006"),
                                "delete from " + t.sql() + " where customer_id = '"
                                        + t.arena().attacker() + "'")),
                once(
                        "G2",
                        "reading under a grant what it is for, which has to work, as operant_support",
                        arena -> in(arena, DatabaseRole.SUPPORT, rows(1), "select name from tenancy.customer")),
                once(
                        "G2",
                        "making the token of a grant B's, as operant_support",
                        arena -> trial(noValidScope(), "the token of A's grant with B's id in it", () -> {
                            String token = open(arena, DatabaseRole.SUPPORT)
                                    .replace(
                                            arena.attacker().toString(),
                                            arena.victim().toString());
                            return ask(arena, DatabaseRole.SUPPORT, token, "select * from tenancy.customer");
                        })),
                once(
                        "G2",
                        "approving one's own request, as operant_support",
                        arena -> trial(refused(), "select support.approve_grant(<one's own>)", () -> {
                            String grant = value(arena, DatabaseRole.SUPPORT, ASK.formatted(arena.attacker()));
                            value(arena, DatabaseRole.SUPPORT, "select support.approve_grant('" + grant + "')");
                            return Answer.NOTHING;
                        })),
                once(
                        "G2",
                        "opening what nobody approved, as operant_support",
                        arena -> trial(refused(), "select support.open(<not approved>)", () -> {
                            String grant = value(arena, DatabaseRole.SUPPORT, ASK.formatted(arena.attacker()));
                            value(arena, DatabaseRole.SUPPORT, "select token from support.open('" + grant + "')");
                            return Answer.NOTHING;
                        })),
                once(
                        "G2",
                        "going on with a grant that was revoked, as operant_support",
                        arena -> trial(noValidScope(), "select … with the token of a revoked grant", () -> {
                            String grant = granted(arena);
                            String token = value(
                                    arena, DatabaseRole.SUPPORT, "select token from support.open('" + grant + "')");
                            value(
                                    arena,
                                    DatabaseRole.OPERATOR,
                                    "select support.revoke_grant('" + grant + "', 'the suite is done')");
                            return ask(arena, DatabaseRole.SUPPORT, token, "select name from tenancy.customer");
                        })),
                once(
                        "G2",
                        "reading before the record is committed, as operant_support",
                        arena -> trial(noValidScope(), "support.open() and a read in one transaction", () -> {
                            String grant = granted(arena);
                            try (Connection connection = connect(arena, DatabaseRole.SUPPORT)) {
                                Attempt.execute(connection, List.of("begin"));
                                String token = Attempt.execute(
                                                connection, List.of("select token from support.open('" + grant + "')"))
                                        .rows()
                                        .get(0)
                                        .get(0);
                                return Attempt.execute(
                                        connection,
                                        List.of(
                                                "set local operant.context = '" + token + "'",
                                                "select name from tenancy.customer"));
                            }
                        })),
                stolen(DatabaseRole.RUNTIME),
                stolen(DatabaseRole.WORKER),
                stolen(DatabaseRole.AUDITOR),
                once(
                        "G2",
                        "a token of the application's, as operant_support",
                        arena -> trial(
                                noValidScope(),
                                "select … with a token that a JVM has sealed",
                                () -> ask(
                                        arena,
                                        DatabaseRole.SUPPORT,
                                        arena.token(arena.victim()),
                                        "select name from tenancy.customer"))),
                once(
                        "G2",
                        "what grants and uses there are, and the heads of audit logs, beside the functions",
                        arena -> in(
                                arena,
                                DatabaseRole.SUPPORT,
                                refused(),
                                "select * from support.access_grant",
                                "update support.access_grant set ends_at = 'infinity'",
                                "update tenancy.elevated_use set ends_at = 'infinity'",
                                "update audit.head set number = 0",
                                "select tenancy.seal_scope('v1', '" + arena.victim() + "', 'job:a', now())",
                                "select tenancy.take_scope('" + arena.victim() + "')",
                                "select audit.append_for('" + arena.victim() + "', 'a.b', 'c', 'd', 'e', '{}')")));
    }

    private static Attack stolen(DatabaseRole thief) {
        return once(
                "G2",
                "the token of somebody else's grant, as " + thief.group(),
                arena -> trial(noValidScope(), "select … with the token of operant_support", () -> {
                    String token = open(arena, DatabaseRole.SUPPORT);
                    return ask(arena, thief, token, "select tenancy.current_customer()");
                }));
    }

    /** What the role may read of the table gives no row of B's, and what it may not is refused. */
    private static Attempt each(Arena arena, DatabaseRole role, TenantTable table) {
        String sql = table.name().sql();
        return new Attempt(
                List.of("select <each column> from " + sql + " where customer_id = '" + arena.victim() + "'"),
                unused -> {
                    String columns = value(
                            arena,
                            "select string_agg(quote_ident(a.attname), ', ') from pg_catalog.pg_attribute a"
                                    + " where a.attrelid = '" + sql
                                    + "'::regclass and a.attnum > 0 and not a.attisdropped"
                                    + " and has_column_privilege('" + role.group()
                                    + "', a.attrelid, a.attnum, 'SELECT')");
                    if (columns == null) {
                        return Answer.NOTHING;
                    }
                    return ask(
                            arena,
                            role,
                            open(arena, role),
                            "select " + columns + " from " + sql + " where customer_id <> '" + arena.attacker() + "'");
                },
                nothing(),
                List.of());
    }

    private static Attempt in(Arena arena, DatabaseRole role, Expectation expectation, String... statements) {
        return new Attempt(
                List.of(statements),
                unused -> {
                    String token = open(arena, role);
                    Answer answer = Answer.NOTHING;
                    for (String sql : statements) {
                        try {
                            answer = ask(arena, role, token, sql);
                        } catch (SQLException e) {
                            answer = Answer.refusal(e);
                        }
                        if (!expectation.holds(answer, arena.attacker())) {
                            break;
                        }
                    }
                    return answer;
                },
                expectation,
                List.of());
    }

    /** Something that ends in an answer or a refusal. */
    @FunctionalInterface
    private interface Try {
        Answer go() throws SQLException;
    }

    private static Attempt trial(Expectation expectation, String script, Try trial) {
        return new Attempt(List.of(script), unused -> trial.go(), expectation, List.of());
    }

    private static Answer ask(Arena arena, DatabaseRole role, String token, String sql) throws SQLException {
        try (Connection connection = connect(arena, role)) {
            return Attempt.execute(connection, List.of("set operant.context = '" + token + "'", sql));
        }
    }

    private static String open(Arena arena, DatabaseRole role) throws SQLException {
        return role == DatabaseRole.AUDITOR
                ? value(arena, role, "select token from audit.open('" + arena.attacker() + "', 'the suite attacks')")
                : value(arena, role, "select token from support.open('" + granted(arena) + "')");
    }

    private static String granted(Arena arena) throws SQLException {
        String grant = value(arena, DatabaseRole.SUPPORT, ASK.formatted(arena.attacker()));
        value(arena, DatabaseRole.OPERATOR, "select support.approve_grant('" + grant + "')");
        return grant;
    }

    private static String value(Arena arena, DatabaseRole role, String sql) throws SQLException {
        try (Connection connection = connect(arena, role)) {
            return Attempt.execute(connection, List.of(sql)).rows().get(0).get(0);
        }
    }

    private static @Nullable String value(Arena arena, String sql) throws SQLException {
        try (Connection connection = arena.ground().administrator();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** A grant is one only once it is committed. */
    private static Connection connect(Arena arena, DatabaseRole role) throws SQLException {
        if (arena.ground().isRolledBack()) {
            throw new LeftOutException("needs a grant that is committed");
        }
        return arena.ground().connect(role);
    }
}
