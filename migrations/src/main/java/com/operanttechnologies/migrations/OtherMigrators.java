package com.operanttechnologies.migrations;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Who holds Flyway's lock on a database, so that one migrator at a time works on it. */
final class OtherMigrators {

    /**
     * Flyway's lock is an advisory one of its session, whose number begins with these 32 bits, or one more or less. See
     * {@code PostgreSQLAdvisoryLockTemplate}.
     */
    private static final String HOLDERS = """
            select format('process %s, %s from %s, %s since %s', l.pid, coalesce(a.usename, 'somebody else'),
                          coalesce(host(a.client_addr), 'this machine'),
                          coalesce(nullif(a.application_name, ''), 'an unnamed program'),
                          coalesce(to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'),
                                   'a time ago'))
              from pg_catalog.pg_locks l
              left join pg_catalog.pg_stat_activity a on a.pid = l.pid
             where l.locktype = 'advisory' and l.classid::bigint between 18027 and 18029 and l.objsubid = 1
               and l.granted
               and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
             order by l.pid""";

    private OtherMigrators() {}

    /** Each in words: process, role, address, program and since when; none while nobody migrates. */
    static List<String> of(Login login) throws SQLException {
        List<String> holders = new ArrayList<>();
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(HOLDERS)) {
            while (rows.next()) {
                holders.add(rows.getString(1));
            }
        }
        return holders;
    }
}
