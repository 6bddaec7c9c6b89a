package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Rows that outlive their Customer: invoice lines, and a table of a team's with partitions, whose key has a column of
 * each usual type and many rows with the same time.
 */
final class KeptRows {

    private KeptRows() {}

    static void createTable(ThrowawayDatabase database) throws SQLException {
        try (Connection superuser = database.administrator().connect();
                Statement statement = superuser.createStatement()) {
            // What a transaction has read is told to nobody else.
            statement.execute("grant execute on function pg_stat_get_xact_tuples_returned(oid) to operant_operator");
            statement.execute("set role operant_owner");
            statement.execute("create table stage.kept_event (customer_id uuid not null default"
                    + " tenancy.current_customer(), at timestamptz not null, day date not null, name text not null,"
                    + " number bigint not null, note text not null,"
                    + " primary key (customer_id, at, day, name, number)) partition by range (at)");
            for (String part : new String[] {
                "_1 partition of stage.kept_event for values from (minvalue) to ('2026-02-01')",
                "_2 partition of stage.kept_event for values from ('2026-02-01') to ('2026-03-01')",
                "_rest partition of stage.kept_event default"
            }) {
                statement.execute("create table stage.kept_event" + part);
            }
            for (String name : new String[] {"kept_event", "kept_event_1", "kept_event_2", "kept_event_rest"}) {
                statement.execute(
                        "select tenancy.protect('stage." + name + "', 'billing', 'ten years, as tax law wants')");
            }
            statement.execute(
                    "select tenancy.pseudonymise('stage.kept_event', 'note', 'erased', 'nobody needs the note')");
        }
    }

    /** Adds so many of each; in some the Customer's identifier stands, in some the address of its account. */
    static void add(ErasableCustomer customer, int rows) throws SQLException {
        try (Connection runtime = customer.scope("signup").begin();
                Statement statement = runtime.createStatement()) {
            statement.execute(
                    "insert into panel.invoice_line (customer_id, invoice_id, currency, description, quantity,"
                            + " unit_price, tax_rate, position) select '" + customer.id()
                            + "', gen_random_uuid(), 'EUR',"
                            + " case when i % 7 = 0 then 'asked for by JO.Owner@example.com' else 'at nobody@example.com' end,"
                            + " 1, 1, 0, 1 from generate_series(1, " + rows + ") i");
            statement.execute("insert into stage.kept_event (customer_id, at, day, name, number, note) select '"
                    + customer.id() + "', timestamptz '2026-01-10 00:00:00.123456Z' + (i / 300) * interval '10 days',"
                    + " date '2026-01-10' + i % 3, case when i % 5 = 0 then '" + customer.id()
                    + "' else 'Ä, \"b\" {' || i % 4 end,"
                    + " i, '" + ErasableCustomer.EMAIL + "' from generate_series(1, " + rows + ") i");
            runtime.commit();
        }
    }

    /** Whether the certificate says of every kept table what a superuser counts there now. */
    static void assertCertified(ErasableCustomer customer) throws SQLException {
        String own = " from %s t where customer_id = '" + customer.id() + "'";
        String kept =
                customer.operator("select string_agg(concat_ws(' ', k->>'table', k->>'rows', k->>'values_with_id',"
                        + " k->>'values_with_address'), ', ' order by k->>'table')"
                        + " from json_array_elements(privacy.erasure_report(?)->'kept') k where k->>'rows' <> '0'");
        assertThat(kept)
                .isEqualTo(String.join(
                        ", ",
                        "audit.entry "
                                + customer.asSuperuser(("select count(*) || ' ' || sum((select count(*)"
                                                + " from json_each_text(to_json(t)) v where v.key <> 'customer_id'"
                                                + " and position('" + customer.id() + "' in v.value) > 0)) || ' 0'"
                                                + own)
                                        .formatted("audit.entry")),
                        "panel.billing_profile 1 0 0",
                        "panel.invoice_line "
                                + customer.asSuperuser(
                                        ("select count(*) || ' 0 ' || count(*) filter (where description ~* 'jo.owner@')"
                                                        + own)
                                                .formatted("panel.invoice_line")),
                        "stage.kept_event "
                                + customer.asSuperuser(
                                        ("select count(*) || ' ' || count(*) filter (where name = customer_id::text) || ' 0'"
                                                        + own)
                                                .formatted("stage.kept_event"))));
    }
}
