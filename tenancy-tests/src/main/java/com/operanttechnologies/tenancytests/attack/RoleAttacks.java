package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Attack.once;
import static com.operanttechnologies.tenancytests.attack.Expect.noValidScope;
import static com.operanttechnologies.tenancytests.attack.Expect.nothing;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.refusedWith;
import static com.operanttechnologies.tenancytests.attack.Expect.value;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** R1 to R3, O6 and C11: becoming somebody whom policies don't bind, or connecting with a Customer preset. */
final class RoleAttacks {

    /**
     * Policies that hold every role and command to the bound Customer, whatever else is permitted. Asked of the
     * catalogue, because while no other policy is there, the fence's absence shows in no row. Citus wants the function
     * called without a sub-select.
     */
    private static final String FENCES = """
            select count(*) from pg_catalog.pg_policy
             where polrelid = '%s'::regclass and not polpermissive and polcmd = '*' and polroles = '{0}'
               and pg_get_expr(polqual, polrelid)
                   ~ '^\\(customer_id = (tenancy\\.current_customer\\(\\)|\\( SELECT tenancy\\.current_customer\\(\\) AS current_customer\\))\\)$'
               and coalesce(pg_get_expr(polwithcheck, polrelid), pg_get_expr(polqual, polrelid)) = pg_get_expr(polqual, polrelid)""";

    /** By which policies know the runtime role as well, and which has no right to anything: docs/adr/0015. */
    private static final String SECOND_NAME = "pg_stat_scan_tables";

    private RoleAttacks() {}

    static List<Attack> all(Arena arena) throws SQLException {
        return Stream.of(onEachTable(), presets(), becoming(arena))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Attack> onEachTable() {
        return List.of(
                onTables(
                        "R1",
                        "being owner of the table, or above row-level security",
                        t -> t.script(
                                value("f"),
                                "select r.rolsuper or r.rolbypassrls or pg_has_role(session_user, c.relowner, 'member')"
                                        + " or not c.relrowsecurity or not c.relforcerowsecurity"
                                        + " from pg_catalog.pg_class c, pg_catalog.pg_roles r"
                                        + " where c.oid = '" + t.sql() + "'::regclass and r.rolname = session_user")),
                onTables(
                        "O6",
                        "a permissive policy that somebody adds, should the fence that holds it be gone",
                        t -> t.script(value("1"), FENCES.formatted(t.sql()))),
                onTables(
                        "R2",
                        "the group's own role without a scope",
                        RoleAttacks::readable,
                        t -> t.script(noValidScope(), "set role operant_runtime", "select * from " + t.sql())),
                onTables(
                        "R3",
                        "row_security off",
                        RoleAttacks::readable,
                        t -> t.attackerCommits(refused(), "set local row_security = off", "select * from " + t.sql())),
                onTables(
                        "R3",
                        "row_security off for a write",
                        t -> t.attackerCommits(refused(), "set local row_security = off", "delete from " + t.sql())),
                onTables(
                        "R3",
                        "row_security off for COPY, as pg_dump does",
                        t -> t.attackerCommits(
                                refused(), "set local row_security = off", "copy " + t.sql() + " to stdout")));
    }

    private static List<Attack> presets() {
        return List.of(
                onTables("C11", "forged scope in the startup options", RoleAttacks::readable, t -> {
                    String forged = t.arena()
                            .token(t.arena().attacker())
                            .replace(
                                    t.arena().attacker().toString(),
                                    t.arena().victim().toString());
                    List<String> script = List.of("select * from " + t.sql());
                    return new Attempt(
                            List.of("connect with options=-c operant.context=<forged>", script.get(0)),
                            unused -> {
                                try (Connection connection = t.arena().runtime("-c operant.context=" + forged)) {
                                    return Attempt.execute(connection, script);
                                }
                            },
                            noValidScope(),
                            List.of(forged));
                }),
                once(
                        "C11",
                        "preset for the role",
                        arena -> Attempt.of(refused(), List.of("alter role current_user set operant.context = 'x'"))),
                once(
                        "C11",
                        "preset for the role, once the setting is known",
                        arena -> Attempt.of(
                                refused(),
                                List.of(
                                        "set operant.context = 'x'",
                                        "alter role current_user set operant.context = 'x'"))),
                once("C11", "preset for the database", arena -> Attempt.of(refused(), List.of(alterDatabase(arena)))),
                once(
                        "C11",
                        "presets that are there",
                        arena -> Attempt.of(
                                nothing(),
                                List.of("select * from pg_catalog.pg_db_role_setting s, unnest(s.setconfig) each"
                                        + " where each ~ '^(operant\\.|row_security|role|session_authorization)'"
                                        + " and (s.setdatabase = 0 or s.setdatabase = (select oid from pg_catalog.pg_database"
                                        + " where datname = current_database()))"))),
                once(
                        "C11",
                        "other presets for one's own role",
                        arena -> Attempt.of(
                                refused().unlessKnown("every role may alter its own settings; the layer refuses ALTER"),
                                List.of("begin", "alter role current_user set statement_timeout = '1ms'", "rollback"))),
                once(
                        "R2",
                        "another password for one's own role",
                        arena -> Attempt.of(
                                refused()
                                        .unlessKnown(
                                                "every role may set its own password; authenticate by certificate, or let the layer refuse ALTER"),
                                List.of("begin", "alter role current_user password 'x'", "rollback"))));
    }

    private static String alterDatabase(Arena arena) throws SQLException {
        return "alter database " + Sql.identifier(arena.administrator().getCatalog()) + " set operant.context = 'x'";
    }

    /** Before PostgreSQL 17 one role that can have no member is refused to everybody, as an internal error. */
    private static Expectation noMembership(String role) {
        return role.equals("pg_database_owner")
                ? refusedWith("42501", "0LP01", "0A000", "XX000")
                : refusedWith("42501", "0LP01", "0A000");
    }

    /** Every role of the cluster, as somebody may have been granted one. */
    private static List<Attack> becoming(Arena arena) throws SQLException {
        List<Attack> attacks = new ArrayList<>();
        try (Statement statement = arena.administrator().createStatement();
                ResultSet roles = statement.executeQuery("select rolname from pg_catalog.pg_roles"
                        + " where rolname !~ '_[0-9a-f]{12}$' and rolname <> 'operant_runtime' order by 1")) {
            while (roles.next()) {
                String role = roles.getString(1);
                String name = Sql.identifier(role);
                attacks.add(once(
                        "R2",
                        "set role " + role,
                        at -> Attempt.of(
                                refused(),
                                role.equals(SECOND_NAME)
                                        // Before PostgreSQL 16 a member may, and has nothing of it.
                                        ? List.of(
                                                "set role " + name,
                                                "select * from "
                                                        + at.tables()
                                                                .get(0)
                                                                .name()
                                                                .sql())
                                        : List.of("set role " + name))));
                attacks.add(once(
                        "R2",
                        "set session authorization " + role,
                        at -> Attempt.of(refused(), List.of("set session authorization " + name))));
                attacks.add(once(
                        "R2",
                        "granting oneself " + role,
                        at -> Attempt.of(noMembership(role), List.of("grant " + name + " to current_user"))));
            }
        }
        attacks.add(once(
                "R2",
                "bypassing row-level security by attribute",
                at -> Attempt.of(refused(), List.of("alter role current_user bypassrls"))));
        attacks.add(once(
                "R2",
                "membership of anything but the runtime group",
                at -> Attempt.of(
                        nothing(),
                        List.of(
                                "select r.rolname from pg_catalog.pg_roles r where pg_has_role(session_user, r.oid, 'member')"
                                        + " and r.rolname not in (session_user, 'operant_runtime', '" + SECOND_NAME
                                        + "')"))));
        return attacks;
    }

    private static boolean readable(TenantTable table) {
        return table.allows(Privilege.SELECT);
    }
}
