package com.operanttechnologies.tenancytests.catalogue;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a role can reach that is no tenant table: views and other relations to read, and functions to call. */
public final class Reachable {

    /** Outside of PostgreSQL's own schemas. Anything that may be read in part counts. */
    private static final String RELATIONS = """
            select n.nspname, c.relname
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
               and has_any_column_privilege(?, c.oid, 'SELECT')
               and has_schema_privilege(?, n.oid, 'USAGE')
             order by 1, 2""";

    private static final String WITH_CUSTOMER = """
            select n.nspname, c.relname
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
              join pg_attribute a on a.attrelid = c.oid and a.attname = 'customer_id' and not a.attisdropped
             where c.relkind in ('r', 'p') and not c.relispartition
               and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
             order by 1, 2""";

    private static final String ROUTINES = """
            select n.nspname, p.proname, p.prokind = 'p',
                   array(select format_type(t, null) from unnest(p.proargtypes) with ordinality u (t, i) order by i),
                   p.prosecdef and pg_get_functiondef(p.oid) !~ 'current_customer|current_actor',
                   coalesce((select array_agg(format_type(t, null)) from unnest(p.proallargtypes, p.proargmodes) o (t, m)
                              where m in ('o', 'b', 't')), array[format_type(p.prorettype, null)])
              from pg_proc p
              join pg_namespace n on n.oid = p.pronamespace
             where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and p.prokind in ('f', 'p')
               and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
               and (p.prosecdef or p.provolatile <> 'i')
               and has_function_privilege(?, p.oid, 'EXECUTE') and has_schema_privilege(?, n.oid, 'USAGE')
             order by 1, 2, 4""";

    private Reachable() {}

    /** Relations that a role may read in whole or in part. */
    public static List<TableName> relations(Connection connection, String role) throws SQLException {
        return names(connection, RELATIONS, role, role);
    }

    /** Every table with a column {@code customer_id}, granted or not; of partitioned ones the parent. */
    public static List<TableName> tablesWithCustomer(Connection connection) throws SQLException {
        return names(connection, WITH_CUSTOMER);
    }

    /**
     * Functions and procedures that a role may call, but for those that only compute with what they are given:
     * invoker's rights and IMMUTABLE.
     */
    public static List<Routine> routines(Connection connection, String role) throws SQLException {
        List<Routine> routines = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ROUTINES)) {
            statement.setString(1, role);
            statement.setString(2, role);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    routines.add(new Routine(
                            new TableName(row.getString(1), row.getString(2)),
                            row.getBoolean(3),
                            strings(row.getArray(4)),
                            row.getBoolean(5),
                            strings(row.getArray(6))));
                }
            }
        }
        return routines;
    }

    private static List<TableName> names(Connection connection, String sql, String... parameters) throws SQLException {
        List<TableName> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(new TableName(row.getString(1), row.getString(2)));
                }
            }
        }
        return names;
    }

    private static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
