package com.operanttechnologies.persistence.internal.pool;

import com.operanttechnologies.persistence.error.RefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses a login that row-level security would not bind: one that owns, bypasses, or could become one that does. A
 * membership counts whether it is inherited or not, because SET ROLE needs no inheritance.
 */
final class LoginCheck {

    private static final String FINDINGS = """
            with recursive reachable (oid) as (
                select oid from pg_catalog.pg_roles where rolname = session_user
                union
                select m.roleid from pg_catalog.pg_auth_members m join reachable r on m.member = r.oid)
            select format('%I is a superuser', rolname)
              from pg_catalog.pg_roles join reachable using (oid) where rolsuper
            union all
            select format('%I has BYPASSRLS', rolname)
              from pg_catalog.pg_roles join reachable using (oid) where rolbypassrls
            union all
            select format('%I has CREATEROLE, with which it can make itself a member of others', rolname)
              from pg_catalog.pg_roles join reachable using (oid) where rolcreaterole
            union all
            select format('%I has REPLICATION, which reads every row', rolname)
              from pg_catalog.pg_roles join reachable using (oid) where rolreplication
            union all
            select format('it is a member of %I', rolname)
              from pg_catalog.pg_roles join reachable using (oid)
             -- Policies know the runtime role by that one as well; it gives nothing.
             where rolname ~ '^pg_' and rolname <> 'pg_stat_scan_tables' or rolname ~ ? and rolname <> session_user
                or rolname in ('operant_owner', 'operant_gateway', 'operant_migrator', 'operant_signer')
            union all
            select format('%I owns the schema %I', pg_catalog.pg_get_userbyid(nspowner), nspname)
              from pg_catalog.pg_namespace join reachable r on r.oid = nspowner
            union all
            select format('%I owns the database', pg_catalog.pg_get_userbyid(datdba))
              from pg_catalog.pg_database join reachable r on r.oid = datdba
             where datname = pg_catalog.current_database()
            union all
            select format('%I owns the table %s', pg_catalog.pg_get_userbyid(relowner), c.oid::regclass)
              from pg_catalog.pg_class c join reachable r on r.oid = relowner where relkind in ('r', 'p', 'v', 'm')
            union all
            select format('%I owns the function %s', pg_catalog.pg_get_userbyid(proowner), p.oid::regprocedure)
              from pg_catalog.pg_proc p join reachable r on r.oid = proowner
            union all
            select format('it is not a member of %I', wanted.name)
              from (select ? as name) wanted
             where not exists (select from pg_catalog.pg_roles join reachable using (oid) where rolname = wanted.name)
            union all
            select 'a setting of the role or database gives it ' || split_part(setting, '=', 1)
              from pg_catalog.pg_db_role_setting s
              left join reachable r on r.oid = s.setrole
              left join pg_catalog.pg_database d on d.oid = s.setdatabase
             cross join lateral unnest(s.setconfig) setting
             where (s.setrole = 0 or r.oid is not null)
               and (s.setdatabase = 0 or d.datname = pg_catalog.current_database())
               and setting ~* '^(operant\\.|role=|search_path=|row_security=|session_preload_libraries=|local_preload_libraries=)'
            """;

    private LoginCheck() {}

    /**
     * @param kind what it has to be a member of
     * @throws RefusedException with everything that is wrong with the login
     */
    static void require(Connection connection, LoginKind kind) throws SQLException {
        List<String> findings = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(FINDINGS)) {
            statement.setString(1, "^operant_(?!" + kind.allowed() + ")");
            statement.setString(2, kind.group());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    findings.add(rows.getString(1));
                }
            }
        }
        if (!findings.isEmpty()) {
            throw new RefusedException("The login can't be trusted to stay inside a Customer:\n  - "
                    + String.join("\n  - ", findings)
                    + "\nTake a login that is a member of " + kind.remedy() + ", and of nothing else");
        }
    }
}
