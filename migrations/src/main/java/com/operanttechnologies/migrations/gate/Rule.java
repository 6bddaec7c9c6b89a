package com.operanttechnologies.migrations.gate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule of the gate: one file of SQL, whose query finds what breaks it. Immutable.
 *
 * @param id its stable name, which is its file's: {@code db/gate/<id>.sql}
 * @param group what it is about, such as {@code Roles}
 * @param severity what follows when it is broken
 * @param title the rule in one sentence
 * @param why what could happen when it is broken
 * @param closes the attacks of the isolation suite that it closes, such as {@code O4}; empty when there is none
 * @param needs what its query reads and may be missing
 * @param sql the query, whose rows are findings: {@code object}, {@code found} and {@code mend}
 */
public record Rule(
        String id,
        String group,
        Severity severity,
        String title,
        String why,
        List<String> closes,
        List<Need> needs,
        String sql) {

    public Rule {
        closes = List.copyOf(closes);
        needs = List.copyOf(needs);
    }

    /** What breaks it, within the caller's transaction. */
    List<Finding> find(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        // Prepared, so that the driver keeps the plan where one connection is checked again and again.
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                findings.add(
                        new Finding(this, rows.getString("object"), rows.getString("found"), rows.getString("mend")));
            }
        }
        return findings;
    }

    /** Its id. */
    @Override
    public String toString() {
        return id;
    }
}
