package com.operanttechnologies.persistence.quoting;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.PlainSql;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the database itself refuses to the runtime role, over plain SQL, for the Customer's own quotes: wrong numbers
 * and amounts.
 */
@Tag("QUO-1")
class QuoteNumberRefusalTest {

    private final Quotes quotes = new Quotes();

    @BeforeEach
    void stopTime() {
        quotes.sessions.stopAt(Quotes.NOON);
    }

    @AfterEach
    void resumeTime() {
        quotes.sessions.resume();
    }

    @Test
    void choosing_changing_deleting_or_skipping_a_number() throws SQLException {
        Quote first = quotes.sent("First");
        Quote draft = quotes.draft("Draft");
        Quote other = quotes.draft("Other draft");
        try (PlainSql psql = quotes.psql()) {
            psql.assertRefused(
                    "42501", "insert into quoting.quote_number (quote_id, number) values (?, 3)", draft.id());
            psql.assertRefused("42501", "update quoting.quote_number set number = 3");
            psql.assertRefused("42501", "update quoting.quote_number set quote_id = ?", draft.id());
            psql.assertRefused("42501", "delete from quoting.quote_number");
            psql.assertRefused(
                    "23503 quote_number_is_of_a_quote", "delete from quoting.quote where quote_id = ?", first.id());
            psql.assertRefused(
                    "23505 quote_number_customer_id_quote_id_key",
                    "insert into quoting.quote_number (quote_id) values (?)",
                    first.id());
            psql.assertRefused(
                    "23503 quote_number_is_of_a_quote",
                    "insert into quoting.quote_number (quote_id) values (gen_random_uuid())");
            psql.assertRefused(
                    "23505 quote_number_pkey",
                    "insert into quoting.quote_number (quote_id) values (?), (?)",
                    draft.id(),
                    other.id());
            // What the statement numbers is what the database says is next.
            assertThat(psql.answer("insert into quoting.quote_number (quote_id) values (?)", draft.id()))
                    .isEqualTo("1");
            assertThat(psql.value("select number from quoting.quote_number where quote_id = ?", draft.id()))
                    .isEqualTo("2");
        }
    }

    @Test
    void a_quote_sent_under_a_number_that_it_does_not_have() throws SQLException {
        Quote sent = quotes.sent("Sent");
        quotes.revise(sent);
        try (PlainSql psql = quotes.psql()) {
            psql.assertRefused(
                    "23503 sent_quote_has_its_number",
                    QuoteSql.send("revision + 1", "number + 1", "currency", "net", "tax"),
                    sent.id());
        }
    }

    @Test
    void a_wrong_currency() throws SQLException {
        try (PlainSql psql = quotes.psql()) {
            for (String currency : List.of("eur", "EURO", "EU", "ZZZ", "DEM", "XXX", "")) {
                psql.assertRefused(
                        "23514 quote_currency_is_one_of_iso_4217",
                        "insert into quoting.quote (quote_id, title, recipient_name, recipient_email, currency, valid_until)"
                                + " values (gen_random_uuid(), 'x', 'x', 'x@example.test', ?, '2026-12-31')",
                        currency);
            }
        }
    }

    @Test
    void a_number_out_of_bounds_or_with_more_decimals() throws SQLException {
        String[] refused = {
            "-1, 1, 0, quantity",
            "0, 1, 0, quantity",
            "0.0001, 1, 0, quantity",
            "1.0001, 1, 0, quantity",
            "1e9, 1, 0, quantity",
            "NaN, 1, 0, quantity",
            "Infinity, 1, 0, quantity",
            "1, -1, 0, unit_price",
            "1, 0.00001, 0, unit_price",
            "1, NaN, 0, unit_price",
            "1, 1, -1, tax_percent",
            "1, 1, 100.0001, tax_percent",
            "1, 1, 0.00001, tax_percent",
            "1, 1, NaN, tax_percent",
        };
        Quote draft = quotes.draft("Draft");
        try (PlainSql psql = quotes.psql()) {
            for (String each : refused) {
                String[] value = each.split(", ");
                psql.assertRefused(
                        "23514 quote_line_" + value[3] + "_range",
                        QuoteSql.draftLine(value[0], value[1], value[2]),
                        draft.id());
            }
        }
    }

    @Test
    void an_amount_that_its_currency_does_not_have() throws SQLException {
        String[] refused = {
            "0.001, 0, EUR, net_is_of_its_currency",
            "0.1, 0, JPY, net_is_of_its_currency",
            "0.0001, 0, BHD, net_is_of_its_currency",
            "-1, 0, EUR, net_is_of_its_currency",
            "1e15, 0, EUR, gross_limit",
            "NaN, 0, EUR, gross_limit",
            "1, 0.001, EUR, tax_is_of_its_currency",
            "1, -1, EUR, tax_is_of_its_currency",
            "999999999999999, 1, EUR, gross_limit",
        };
        Quote sent = quotes.sent("Sent");
        quotes.revise(sent);
        try (PlainSql psql = quotes.psql()) {
            for (String each : refused) {
                String[] value = each.split(", ");
                psql.assertRefused(
                        "23514 sent_quote_" + value[3],
                        QuoteSql.send("revision + 1", "number", "'" + value[2] + "'", value[0], value[1]),
                        sent.id());
            }
        }
    }

    @Test
    void a_gross_or_line_amount_of_one_s_own_and_a_forged_sender() throws SQLException {
        Quote sent = quotes.sent("Sent");
        try (PlainSql psql = quotes.psql()) {
            psql.assertRefused("428C9", "insert into quoting.sent_quote (quote_id, gross) values (?, 1)", sent.id());
            psql.assertRefused(
                    "42501", "insert into quoting.sent_quote (quote_id, sent_by) values (?, 'x')", sent.id());
            psql.assertRefused("42501", "insert into quoting.sent_quote (quote_id, status) values (?, 'x')", sent.id());
            psql.assertRefused("42501", "update quoting.quote set created_by = 'x' where quote_id = ?", sent.id());
            psql.assertRefused("428C9", "insert into quoting.sent_line (quote_id, net) values (?, 1)", sent.id());
        }
    }
}
