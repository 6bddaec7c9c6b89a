package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.once;
import static com.operanttechnologies.tenancytests.attack.Expect.noValidScope;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.rows;

import com.operanttechnologies.migrations.local.DatabaseRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * G2: a Customer that isn't active, whose application goes on with the tokens that it has; and the operator, who
 * reaches for what its jobs may not: before it is on record, under a legal hold, before the grace period has ended, in
 * a class that is kept, and in the notes by which all of that is decided. Each has a Customer of its own that it may
 * ruin.
 */
final class LifecycleAttacks {

    private static final String READ = "select name from tenancy.customer";
    private static final String WRITE = "update tenancy.customer set name = 'written'";
    private static final List<String> BY_HAND = List.of(
            "update tenancy.lifecycle set erase_after = now()",
            "insert into tenancy.lifecycle (customer_id, state) values (gen_random_uuid(), 'erased')",
            "delete from tenancy.legal_hold",
            "update tenancy.legal_hold set ends_at = now()",
            "update tenancy.kept_class set keep = '1 second'",
            "update tenancy.retention_rule set period = '0'",
            "update tenancy.inactive set customers = '{}'",
            "update tenancy.elevated_use set ends_at = 'infinity'",
            "delete from privacy.move",
            "update privacy.erasure set finished_at = now()",
            "update privacy.erasure_table set is_empty = true",
            "select tenancy.renew_inactive()",
            "select tenancy.take_scope(gen_random_uuid())",
            "select privacy.owners(gen_random_uuid())",
            "select privacy.move(gen_random_uuid(), 'active', 'me', 'because', '{}')");

    private LifecycleAttacks() {}

    static List<Attack> all() {
        return List.of(
                inactive("suspended", "reading as somebody else than an owner", "job:suite", true, READ),
                inactive("suspended", "reading as an owner, where it could write", "owner", false, READ),
                inactive("suspended", "writing as an owner", "owner", false, WRITE),
                inactive(
                        "suspended",
                        "writing as an owner, in a statement that becomes read-only in the middle",
                        "owner",
                        false,
                        WRITE + " where (select tenancy.bind(current_setting('operant.context'), true)) is not null"),
                inactive("terminated", "reading", "owner", true, READ),
                inactive("terminated", "writing", "owner", false, WRITE),
                inactive("erased", "reading", "owner", true, READ),
                inactive(
                        "erased",
                        "signing up again",
                        "signup",
                        false,
                        "insert into tenancy.customer (name) values ('x')"),
                operator("reading one Customer on record, which has to work", rows(1), READ, arena -> {
                    UUID own = signUp(arena);
                    return ask(arena, DatabaseRole.OPERATOR, job(arena, own), READ);
                }),
                operator("making the token of a job B's", noValidScope(), READ, arena -> {
                    UUID own = signUp(arena);
                    String token = job(arena, own)
                            .replace(own.toString(), arena.victim().toString());
                    return ask(arena, DatabaseRole.OPERATOR, token, READ);
                }),
                operator("a token of the application's", noValidScope(), READ, arena -> {
                    return ask(arena, DatabaseRole.OPERATOR, arena.token(arena.victim()), READ);
                }),
                operator("the token of its job, in the application's session", noValidScope(), READ, arena -> {
                    return ask(arena, DatabaseRole.RUNTIME, job(arena, signUp(arena)), READ);
                }),
                operator("reading before it is on record", noValidScope(), "seal_job() and a read at once", arena -> {
                    return unrecorded(arena, "savepoint unused");
                }),
                operator(
                        "reading by a record that is rolled back",
                        noValidScope(),
                        "seal_job(), rollback, read",
                        arena -> {
                            return unrecorded(arena, "rollback");
                        }),
                operator(
                        "reading on after its token's end, by a renewal that it makes itself",
                        noValidScope(),
                        "set local operant.renewal = '9999999999999.…'",
                        arena -> {
                            String token = export(arena);
                            try (Connection connection = connect(arena, DatabaseRole.OPERATOR)) {
                                return Attempt.execute(
                                        connection,
                                        List.of(
                                                "begin",
                                                "select tenancy.bind('" + token + "', true)",
                                                "select pg_sleep(2.1)",
                                                "set local operant.renewal = '9999999999999." + "0".repeat(64) + "'",
                                                READ));
                            }
                        }),
                operator(
                        "a renewal that is not on record",
                        noValidScope(),
                        "privacy.export_renewal() at once",
                        arena -> {
                            String token = export(arena);
                            try (Connection connection = connect(arena, DatabaseRole.OPERATOR)) {
                                return Attempt.execute(
                                        connection,
                                        List.of(
                                                "begin",
                                                "select privacy.renew_export('" + token + "')",
                                                "select privacy.export_renewal('" + token + "')"));
                            }
                        }),
                operator("deleting what is under a legal hold", refused(), "delete from panel.account", arena -> {
                    UUID own = signUp(arena);
                    value(
                            arena,
                            DatabaseRole.OPERATOR,
                            "select privacy.place_hold('" + own
                                    + "', 'the suite', 'the isolation suite attacks', now() + interval '1 day')");
                    move(arena, own, "terminated", "-1 day");
                    return ask(arena, DatabaseRole.OPERATOR, job(arena, own), "delete from panel.account");
                }),
                operator("taking an active Customer's sign-ins", refused(), "gateway.forget_customer()", arena -> {
                    return ask(
                            arena,
                            DatabaseRole.OPERATOR,
                            job(arena, signUp(arena)),
                            "select gateway.forget_customer(100)");
                }),
                operator("taking what an active Customer counts", refused(), "analytics.withdraw()", arena -> {
                    return ask(arena, DatabaseRole.OPERATOR, job(arena, signUp(arena)), "select analytics.withdraw()");
                }),
                operator("deleting within the grace period", refused(), "delete from stage.dashboard", arena -> {
                    UUID own = signUp(arena);
                    move(arena, own, "terminated", "1 day");
                    return ask(arena, DatabaseRole.OPERATOR, job(arena, own), "delete from stage.dashboard");
                }),
                operator("deleting an active Customer's data", refused(), "delete from stage.dashboard", arena -> {
                    UUID own = signUp(arena);
                    return ask(arena, DatabaseRole.OPERATOR, job(arena, own), "delete from stage.dashboard");
                }),
                operator("deleting what outlives erasure", refused(), "delete from panel.billing_profile", arena -> {
                    UUID own = signUp(arena);
                    move(arena, own, "terminated", "-1 day");
                    return ask(arena, DatabaseRole.OPERATOR, job(arena, own), "delete from panel.billing_profile");
                }),
                operator("finishing an erasure that has deleted nothing", refused(), "finish_erasure()", arena -> {
                    UUID own = signUp(arena);
                    move(arena, own, "terminated", "-1 day");
                    return ask(arena, DatabaseRole.OPERATOR, job(arena, own), "select privacy.finish_erasure()");
                }),
                once(
                        "G2",
                        "lifecycle, holds and erasures by hand, as operant_operator",
                        arena -> new Attempt(BY_HAND, unused -> byHand(arena), refused(), List.of())));
    }

    private static Answer byHand(Arena arena) throws SQLException {
        Answer answer = Answer.NOTHING;
        for (String sql : BY_HAND) {
            try {
                return ask(arena, DatabaseRole.OPERATOR, "", sql);
            } catch (SQLException e) {
                answer = Answer.refusal(e);
                if (!refused().holds(answer, arena.attacker())) {
                    return answer;
                }
            }
        }
        return answer;
    }

    /** With a token that was sealed while the Customer was active. */
    private static Attack inactive(String state, String what, String actor, boolean readOnly, String sql) {
        return once(
                "G2",
                what + " at a Customer that is " + state,
                arena -> new Attempt(
                        List.of(sql),
                        unused -> {
                            UUID own = signUp(arena);
                            String token = arena.seal()
                                    .token(
                                            own,
                                            actor.equals("owner") ? "account:" + own : actor,
                                            Instant.now().plusSeconds(60));
                            move(arena, own, state, "1 day");
                            try (Connection connection = connect(arena, DatabaseRole.RUNTIME)) {
                                return Attempt.execute(
                                        connection,
                                        List.of(
                                                "begin",
                                                "select tenancy.bind('" + token + "', " + readOnly + ")",
                                                sql,
                                                "rollback"));
                            }
                        },
                        refused(),
                        List.of()));
    }

    /** Something that ends in an answer or a refusal. */
    @FunctionalInterface
    private interface Try {
        Answer go(Arena arena) throws SQLException;
    }

    private static Attack operator(String title, Expectation expectation, String script, Try trial) {
        return once(
                "G2",
                title + ", as operant_operator",
                arena -> new Attempt(List.of(script), unused -> trial.go(arena), expectation, List.of()));
    }

    private static Answer unrecorded(Arena arena, String then) throws SQLException {
        UUID own = signUp(arena);
        try (Connection connection = connect(arena, DatabaseRole.OPERATOR)) {
            Attempt.execute(connection, List.of("begin"));
            Answer sealed = Attempt.execute(connection, List.of(sealing(own)));
            String token = sealed.rows().get(0).get(0);
            return Attempt.execute(connection, List.of(then, "set operant.context = '" + token + "'", READ));
        }
    }

    /** A Customer with an owner, a dashboard and a billing profile. Its id is its owner's as well. */
    private static UUID signUp(Arena arena) throws SQLException {
        UUID own = UUID.randomUUID();
        try (Connection connection = connect(arena, DatabaseRole.RUNTIME)) {
            Attempt.execute(
                    connection,
                    List.of(
                            "begin",
                            arena.bind(own),
                            "insert into tenancy.customer (name) values ('Ruined')",
                            "insert into panel.account (account_id, email, display_name, role) values ('" + own
                                    + "', 'ruined@example.com', 'Ruined', 'owner')",
                            "insert into stage.dashboard (dashboard_id, title) values (gen_random_uuid(), 'Ruined')",
                            "insert into panel.billing_profile (legal_name, address, country, email, updated_at)"
                                    + " values ('Ruined Ltd', 'Somewhere 1', 'US', 'ruined@example.com', now())",
                            "commit"));
        }
        return own;
    }

    /** Through the operator's functions; nobody but a superuser moves the clock, or skips an erasure. */
    private static void move(Arena arena, UUID own, String state, String graceEndsIn) throws SQLException {
        value(
                arena,
                DatabaseRole.OPERATOR,
                state.equals("suspended")
                        ? "select privacy.suspend('" + own + "', 'the suite', 'attacks')"
                        : "select privacy.terminate('" + own + "', 'the suite', 'attacks')");
        try (Connection administrator = arena.ground().administratorsOwn()) {
            if (state.equals("terminated")) {
                Attempt.execute(
                        administrator,
                        List.of(
                                "update tenancy.lifecycle set since = now() - interval '2 days', erase_after = now() + interval '"
                                        + graceEndsIn + "' where customer_id = '" + own + "'"));
            } else if (state.equals("erased")) {
                Attempt.execute(
                        administrator,
                        List.of(
                                "update tenancy.lifecycle set state = 'erased', erase_after = null where customer_id = '"
                                        + own + "'",
                                "select tenancy.renew_inactive()"));
            }
        }
    }

    private static String sealing(UUID customer) {
        return "select tenancy.seal_job('" + customer + "', 'suite')";
    }

    /** A token that lives for two seconds. */
    private static String export(Arena arena) throws SQLException {
        return value(
                arena,
                DatabaseRole.OPERATOR,
                "select privacy.begin_export('" + signUp(arena)
                        + "', 'the suite', 'the isolation suite attacks', false, interval '2 seconds')");
    }

    private static String job(Arena arena, UUID customer) throws SQLException {
        return value(arena, DatabaseRole.OPERATOR, sealing(customer));
    }

    private static Answer ask(Arena arena, DatabaseRole role, String token, String sql) throws SQLException {
        try (Connection connection = connect(arena, role)) {
            return Attempt.execute(connection, List.of("set operant.context = '" + token + "'", sql));
        }
    }

    private static String value(Arena arena, DatabaseRole role, String sql) throws SQLException {
        try (Connection connection = connect(arena, role)) {
            return Attempt.execute(connection, List.of(sql)).rows().get(0).get(0);
        }
    }

    /** A Customer is one for others only once it is committed. */
    private static Connection connect(Arena arena, DatabaseRole role) throws SQLException {
        if (arena.ground().isRolledBack()) {
            throw new LeftOutException("needs a Customer that is committed");
        }
        return arena.ground().connect(role);
    }
}
