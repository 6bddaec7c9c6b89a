package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Customer that has a row in each tenant table of the catalogue, erased: also of a table that comes later. */
@ExtendWith(PostgresExtension.class)
@Tag("PRV-2")
@Tag("PRV-5")
class ErasureOfEveryTableTest {

    private static final String ERASED = "bbbbbbbb-2222-7222-8222-bbbbbbbbbbbb";
    private static final String OTHER = "aaaaaaaa-1111-7111-8111-aaaaaaaaaaaa";

    @Test
    void every_table_is_emptied_of_one_customer_and_of_no_other(PostgresUnderTest server) throws Exception {
        try (ThrowawayDatabase database = server.newDatabase();
                Arena filled = Arena.open(database)) {
            assertThat(filled.tables()).isNotEmpty();
            Map<String, Long> before = rows(database, OTHER);
            assertThat(rows(database, ERASED).keySet())
                    .isEqualTo(before.keySet())
                    .hasSizeGreaterThan(40);
            try (Connection superuser = database.administrator().connect();
                    Statement statement = superuser.createStatement()) {
                statement.execute("insert into tenancy.lifecycle (customer_id, state, since, erase_after) values ('"
                        + ERASED + "', 'terminated', now() - interval '2 days', now() - interval '1 day')");
            }
            try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                    Statement statement = operator.createStatement()) {
                statement.execute("call privacy.erase('" + ERASED + "', 'jane', 'the contract has ended', 1)");
            }
            assertThat(rows(database, ERASED).keySet()).containsExactlyInAnyOrderElementsOf(kept(database));
            assertThat(rows(database, OTHER)).isEqualTo(before);
        }
    }

    private static Map<String, Long> rows(ThrowawayDatabase database, String customer) throws SQLException {
        return counts(
                database,
                "select format('%I.%I', t.schema_name, t.table_name), (xpath('/row/n/text()', query_to_xml("
                        + "format('select count(*) as n from %I.%I where customer_id = ''" + customer
                        + "''', t.schema_name, t.table_name), false, true, '')))[1]::text::bigint from tenancy.tenant_table t"
                        + " where not (select c.relispartition from pg_class c"
                        + " where c.oid = format('%I.%I', t.schema_name, t.table_name)::regclass)");
    }

    private static Iterable<String> kept(ThrowawayDatabase database) throws SQLException {
        return counts(
                        database,
                        "select format('%I.%I', t.schema_name, t.table_name), 1 from tenancy.tenant_table t"
                                + " join tenancy.kept_class using (data_class)"
                                + " where not (select c.relispartition from pg_class c"
                                + " where c.oid = format('%I.%I', t.schema_name, t.table_name)::regclass)")
                .keySet();
    }

    private static Map<String, Long> counts(ThrowawayDatabase database, String sql) throws SQLException {
        try (Connection superuser = database.administrator().connect();
                Statement statement = superuser.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Map<String, Long> counts = new TreeMap<>();
            while (rows.next()) {
                if (rows.getLong(2) > 0) {
                    counts.put(rows.getString(1), rows.getLong(2));
                }
            }
            return counts;
        }
    }
}
