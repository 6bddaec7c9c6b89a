package com.operanttechnologies.tenancytests.mutation;

import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Attributes, memberships and settings of roles. Roles are the whole server's, so each takes back what it did. */
final class RoleMutants {

    private static final List<String> PREDEFINED = List.of(
            "pg_read_all_data",
            "pg_write_all_data",
            "pg_monitor",
            "pg_read_all_stats",
            "pg_read_all_settings",
            "pg_read_server_files",
            "pg_write_server_files",
            "pg_execute_server_program",
            "pg_signal_backend",
            "pg_checkpoint");

    private RoleMutants() {}

    static List<Mutant> of(Connection administrator) throws SQLException {
        List<Mutant> mutants = new ArrayList<>();
        for (String attribute : List.of("superuser", "bypassrls", "createrole", "createdb", "replication")) {
            mutants.add(attribute("a login of the runtime role", Mutant.LOGIN, attribute));
            mutants.add(attribute("the group operant_runtime", "operant_runtime", attribute));
            mutants.add(attribute("the owner", "operant_owner", attribute));
        }
        mutants.add(Mutant.ofCluster(
                "the group operant_runtime may log in",
                Mutant.DATABASE,
                "alter role operant_runtime login",
                "alter role operant_runtime nologin"));
        for (String role : groups(administrator)) {
            mutants.add(member(role, "operant_runtime"));
            mutants.add(member(role, Mutant.LOGIN));
        }
        PREDEFINED.forEach(role -> mutants.add(member(role, "operant_runtime")));
        Stream.of("operant.context = 'x'", "row_security = off", "search_path = public", "role = operant_owner")
                .map(setting -> Mutant.ofCluster(
                        "preset for the runtime role: " + setting,
                        Mutant.DATABASE,
                        "alter role operant_runtime set " + setting,
                        "alter role operant_runtime reset " + setting.substring(0, setting.indexOf(' '))))
                .forEach(mutants::add);
        return mutants;
    }

    private static Mutant attribute(String who, String role, String attribute) {
        return Mutant.ofCluster(
                who + " is " + attribute,
                Mutant.DATABASE,
                "alter role " + name(role) + " " + attribute,
                "alter role " + name(role) + " no" + attribute);
    }

    private static Mutant member(String role, String member) {
        boolean login = member.equals(Mutant.LOGIN);
        return Mutant.ofCluster(
                (login ? "a login of the runtime role" : "the runtime role") + " is a member of " + role,
                Mutant.DATABASE,
                "grant " + Sql.identifier(role) + " to " + name(member),
                "revoke " + Sql.identifier(role) + " from " + name(member));
    }

    private static String name(String role) {
        return role.equals(Mutant.LOGIN) ? role : Sql.identifier(role);
    }

    /** The layer's other groups. */
    private static List<String> groups(Connection administrator) throws SQLException {
        List<String> groups = new ArrayList<>();
        try (Statement statement = administrator.createStatement();
                ResultSet row = statement.executeQuery("select rolname from pg_roles where rolname like 'operant\\_%'"
                        + " and not rolcanlogin and not pg_has_role(oid, 'operant_runtime', 'member') order by 1")) {
            while (row.next()) {
                groups.add(row.getString(1));
            }
        }
        return groups;
    }
}
