package com.operanttechnologies.migrations.gate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a rule reads beyond the part of the catalogue that everybody sees. Without it the rule is told to be unchecked.
 *
 * @param kind what it is
 * @param name its name: of a relation or function with its schema, a function with its arguments
 */
public record Need(Kind kind, String name) {

    /** Kinds of what a rule may need. */
    public enum Kind {
        /** A table or view that may be read. */
        RELATION(
                // Not by to_regclass(), which fails where the schema may not be used.
                "select c.oid is not null, c.oid is not null and has_schema_privilege(n.oid, 'usage')"
                        + " and has_table_privilege(c.oid, 'select')",
                " left join pg_namespace n on n.nspname = split_part(name, '.', 1)"
                        + " left join pg_class c on c.relnamespace = n.oid and c.relname = split_part(name, '.', 2)",
                "select on"),
        /** A function that may be called. */
        FUNCTION(
                "select to_regprocedure(name) is not null, to_regprocedure(name) is not null"
                        + " and has_function_privilege(to_regprocedure(name), 'execute')",
                "",
                "execute on"),
        /** A setting of the server that may be seen. */
        SETTING(
                "select true, exists (select from pg_settings s where s.name = need.name)",
                "",
                "pg_read_all_settings for"),
        /** A role whose rights the login must have. */
        ROLE(
                "select to_regrole(name) is not null, to_regrole(name) is not null"
                        + " and pg_has_role(to_regrole(name), 'usage')",
                "",
                "the rights of");

        private final String question;
        private final String right;

        Kind(String question, String joins, String right) {
            this.question = question + " from (values (?)) need (name)" + joins;
            this.right = right;
        }
    }

    /** Why it can't be had, or null when it can. */
    @Nullable
    String missing(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(kind.question)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    return "there is no " + name + " in this database";
                }
                return row.getBoolean(2)
                        ? null
                        : "this login lacks " + kind.right + " " + name + "; ask again as a superuser or "
                                + (kind == Kind.ROLE ? "a member of pg_monitor" : "operant_owner");
            }
        }
    }
}
