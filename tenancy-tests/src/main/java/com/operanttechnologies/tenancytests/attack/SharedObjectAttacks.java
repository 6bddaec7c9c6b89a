package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.once;
import static com.operanttechnologies.tenancytests.attack.Expect.nothing;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;

import java.util.List;
import java.util.stream.Stream;

/**
 * X1: what all sessions of a database share, and row-level security knows nothing of: large objects, advisory locks and
 * notifications. Refused where PostgreSQL has a grant to revoke; and nothing of ours uses them.
 */
final class SharedObjectAttacks {

    private static final String CALLABLE = """
            select p.oid::regprocedure from pg_catalog.pg_proc p
             where p.pronamespace = 'pg_catalog'::regnamespace and has_function_privilege(p.oid, 'EXECUTE')
               and p.proname ~ '^(lo_|lo(read|write)$|pg_(try_)?advisory_|pg_notify|pg_listening|pg_notification)'""";

    /** Functions of the layer that would put Customers' data where all can see it. */
    private static final String USED = """
            select p.oid::regprocedure from pg_catalog.pg_proc p
             where p.pronamespace::regnamespace::text !~ '^pg_|^information_schema$'
               and coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) ~* '\\m(pg_notify|notify|pg_(try_)?advisory\\w*|lo_\\w+)\\M'""";

    private SharedObjectAttacks() {}

    static List<Attack> all() {
        Stream<Attack> denied = Stream.of(
                        "select lo_create(0)",
                        "select lo_creat(-1)",
                        "select lo_from_bytea(0, 'x')",
                        "select lo_put(1, 0, 'x')",
                        "select lo_get(1)",
                        "select * from pg_catalog.pg_largeobject",
                        "select pg_advisory_lock(1)",
                        "select pg_try_advisory_lock(1, 1)",
                        "select pg_advisory_xact_lock(1)",
                        "select pg_advisory_unlock_all()",
                        "select * from pg_catalog.pg_locks",
                        "select pg_notify('channel', 'payload')",
                        "select pg_listening_channels()",
                        "select pg_notification_queue_usage()")
                .map(sql -> statement(sql, refused()));
        Expectation known =
                refused().unlessKnown("the command has no grant; the layer refuses it and nothing of ours listens");
        Stream<Attack> commands =
                Stream.of("notify channel, 'payload'", "listen channel").map(sql -> statement(sql, known));
        Stream<Attack> there = Stream.of(
                once(
                        "X1",
                        "functions of all three that may be called",
                        arena -> Attempt.of(nothing(), List.of(CALLABLE))),
                once(
                        "X1",
                        "functions of ours that use one of the three",
                        arena -> Attempt.of(nothing(), List.of(USED))),
                once(
                        "X1",
                        "large objects that are there",
                        arena -> Attempt.of(nothing(), List.of("select oid from pg_catalog.pg_largeobject_metadata"))));
        return Stream.of(denied, commands, there).flatMap(each -> each).toList();
    }

    private static Attack statement(String sql, Expectation expectation) {
        return once("X1", sql, arena -> Attempt.of(expectation, List.of(sql)));
    }
}
