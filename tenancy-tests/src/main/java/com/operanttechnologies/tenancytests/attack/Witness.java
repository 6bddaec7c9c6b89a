package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Sees the victim's rows from outside of row-level security, in all tables: an attack on one may hit another by a cascade. */
final class Witness {

    private final String question;

    Witness(List<TenantTable> tables, UUID victim) {
        question = tables.stream()
                .filter(table -> !table.partition())
                .map(table ->
                        "select %s, count(*) || ' rows, md5 ' || md5(coalesce(string_agg(t::text, '|' order by t::text), ''))"
                                        .formatted(Sql.literal(table.toString()))
                                + " from %s t where customer_id = '%s'"
                                        .formatted(table.name().sql(), victim))
                .collect(Collectors.joining(" union all "));
    }

    /** For each table the number and the checksum of the victim's rows. */
    Map<String, String> look(Connection administrator) throws SQLException {
        Map<String, String> seen = new TreeMap<>();
        try (Statement statement = administrator.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            while (rows.next()) {
                seen.put(rows.getString(1), rows.getString(2));
            }
        }
        return seen;
    }
}
