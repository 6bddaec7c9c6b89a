package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jooq.Record;
import org.jooq.Result;

/** Number and checksum of a Customer's rows in every tenant table, as the Customer itself sees them. */
final class Fingerprint {

    private static final String TABLES = """
            select schema_name, table_name from tenancy.tenant_table
             where has_table_privilege(format('%I.%I', schema_name, table_name), 'select')""";

    private Fingerprint() {}

    static Map<String, String> of(TenantDatabase database, TenantScope scope) {
        return database.transact(scope, session -> {
            Map<String, String> tables = new TreeMap<>();
            for (Record table : session.dsl().fetch(TABLES)) {
                String name = table.get(0) + "." + table.get(1);
                tables.put(name, rows(session, name));
            }
            return tables;
        });
    }

    private static String rows(TenantSession session, String table) {
        Result<Record> rows = session.dsl()
                .fetch(
                        "select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from "
                                + table + " t where customer_id = ?",
                        session.customerId());
        return String.valueOf(Objects.requireNonNull(rows.get(0).get(0)));
    }
}
