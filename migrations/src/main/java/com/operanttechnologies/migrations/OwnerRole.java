package com.operanttechnologies.migrations;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Becomes {@code operant_owner} for a transaction, where the login may: it sees the registers of tables. */
final class OwnerRole {

    private static final String ASSUME = """
            do $$
            begin
                if to_regrole('operant_owner') is not null and pg_has_role('operant_owner', 'member')
                    and not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
                    set local role operant_owner;
                end if;
            end $$""";

    private OwnerRole() {}

    static void assume(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ASSUME);
        }
    }
}
