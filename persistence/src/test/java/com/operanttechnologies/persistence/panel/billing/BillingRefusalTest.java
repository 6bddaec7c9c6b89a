package com.operanttechnologies.persistence.panel.billing;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.internal.tables.panel.Routines;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database itself refuses to the runtime role in billing, over plain SQL. */
@Tag("PAN-7")
class BillingRefusalTest {

    /** Java also knows currencies that the euro and others have replaced. */
    private static final Set<String> REPLACED =
            Set.of("ADP", "AFA", "BEF", "BYB", "BYR", "ESP", "GRD", "ITL", "LUF", "MGF", "PTE", "ROL", "TPE", "TRL");

    private static final String CARD = "4111 1111 1111 1111";
    private static final String TOKEN = "4111111111111111";
    private static final String LINES =
            "insert into panel.invoice_line (customer_id, invoice_id, currency, description, quantity, unit_price,"
                    + " tax_rate, previous_net_sum, previous_tax_sum, position) values (tenancy.current_customer(), ";
    private static final String INVOICE =
            "insert into panel.invoice (customer_id, invoice_id, line_count, currency, net, tax, issued_at, due_at,"
                    + " legal_name, address, country, email, note) values (tenancy.current_customer(), ";

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope scope = BillingExamples.customer(sessions);
    private final String id = "'" + UUID.randomUUID() + "'";

    @TestFactory
    Stream<DynamicTest> a_card_number_in_any_text_is_refused() {
        Map<String, String> statements = new LinkedHashMap<>();
        for (String column : new String[] {"legal_name", "address", "tax_id"}) {
            statements.put(
                    "update panel.billing_profile set " + column + " = 'Card " + CARD
                            + "' where customer_id = tenancy.current_customer()",
                    "billing_profile_holds_no_card_number");
        }
        statements.put(
                "update panel.billing_profile set email = '" + TOKEN
                        + "@a.example' where customer_id = tenancy.current_customer()",
                "billing_profile_holds_no_card_number");
        statements.put(subscription("a" + TOKEN, "10", "trial", "null"), "subscription_holds_no_card_number");
        statements.put(line(CARD, 1, 0, 1), "invoice_line_holds_no_card_number");
        statements.put(
                line("Seats", 1, 0, 1) + "; " + invoice(1, "EUR", "10", "1.90", "Card " + CARD),
                "invoice_holds_no_card_number");
        for (String kind : new String[] {"customer", "subscription", "payment"}) {
            String extra =
                    kind.equals("subscription") ? ", subscription_id" : kind.equals("payment") ? ", invoice_id" : "";
            String value = kind.equals("subscription") ? ", " + id : kind.equals("payment") ? ", " + id : "";
            statements.put(
                    "insert into panel.processor_" + kind + " (customer_id, processor, reference, created_at" + extra
                            + ") values (tenancy.current_customer(), 'stripe', 'tok_" + TOKEN + "', now()" + value
                            + ")",
                    "processor_" + kind + "_holds_no_card_number");
        }
        return statements.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getValue() + ": " + each.getKey(), () -> {
                    assertThat(PlainSql.refusal(scope, each.getKey())).isEqualTo("23514 " + each.getValue());
                    assertThat(PlainSql.message(scope, each.getKey()))
                            .as("what the client is told")
                            .doesNotContain("4111");
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4111111111111111", "5555555555554444", "378282246310005", "6011111111111117"})
    void a_bare_card_number_is_no_reference_and_no_amount(String card) {
        assertThat(PlainSql.refusal(
                        scope,
                        "insert into panel.processor_customer (customer_id, processor, reference, created_at) values"
                                + " (tenancy.current_customer(), 'stripe', '" + card + "', now())"))
                .startsWith("23514 processor_customer_");
        assertThat(PlainSql.refusal(scope, subscription("team", card, "trial", "null")))
                .isEqualTo("23514 subscription_seat_price_check");
        assertThat(PlainSql.refusal(scope, line("Seats", 1, 0, 1).replace("1, 10", "1, " + card)))
                .isEqualTo("23514 invoice_line_unit_price_check");
    }

    @ParameterizedTest
    @CsvSource({
        "trial, past_due, subscription_follows_its_lifecycle",
        "active, trial, subscription_follows_its_lifecycle",
        "past_due, trial, subscription_follows_its_lifecycle",
        "cancelled, active, subscription_follows_its_lifecycle",
        "cancelled, cancelled, subscription_stays_as_cancelled",
    })
    void a_subscription_moves_only_along_its_lifecycle(String from, String to, String rule) {
        String cancelled = from.equals("cancelled") ? "now()" : "null";
        assertThat(PlainSql.refusal(
                        scope,
                        subscription("team", "10", from, cancelled),
                        "update panel.subscription set seats = 2, state = '" + to + "', cancelled_at = "
                                + (to.equals("cancelled") ? "now()" : "null")
                                + " where customer_id = tenancy.current_customer() and subscription_id = " + id))
                .isEqualTo("23514 " + rule);
    }

    @Test
    void totals_that_are_not_the_sum_of_the_lines_are_refused() {
        String first = line("Seats", 1, 0, 1);
        String second = LINES + id + ", 'EUR', 'More', 1, 5, 0.19, 10, 1.90, 2)";
        assertThat(PlainSql.refusal(scope, first, second, invoice(2, "EUR", "15", "2.85", "")))
                .isEqualTo("not refused");
        for (String wrong : new String[] {
            invoice(2, "EUR", "15.01", "2.85", ""),
            invoice(2, "EUR", "15", "2.86", ""),
            invoice(1, "EUR", "15", "2.85", ""),
            invoice(3, "EUR", "15", "2.85", ""),
            invoice(2, "USD", "15", "2.85", "")
        }) {
            String other = "'" + UUID.randomUUID() + "'";
            assertThat(PlainSql.refusal(
                            scope, first.replace(id, other), second.replace(id, other), wrong.replace(id, other)))
                    .isEqualTo("23503 invoice_is_the_sum_of_its_lines");
        }
    }

    @Test
    void a_line_that_does_not_continue_the_sum_is_refused() {
        String first = line("Seats", 1, 0, 1);
        String second = LINES + id + ", 'EUR', 'More', 1, 5, 0.19, 9, 1.90, 2)";
        assertThat(PlainSql.refusal(scope, first, second)).isEqualTo("23503 invoice_line_continues_the_sum");
        assertThat(PlainSql.refusal(
                        scope, first, second.replace("9, 1.90", "10, 1.90").replace("EUR", "USD")))
                .isEqualTo("23503 invoice_line_continues_the_sum");
        assertThat(PlainSql.refusal(scope, line("Seats", 1, 5, 1))).isEqualTo("23514 invoice_line_begins_the_sum");
        assertThat(PlainSql.refusal(scope, second.replace("9, 1.90", "10, 1.90")))
                .isEqualTo("23503 invoice_line_continues_the_sum");
    }

    @Test
    void an_issued_invoice_changes_in_nothing_but_its_state_and_that_once() {
        String one = " where customer_id = tenancy.current_customer() and number = 1";
        String settle = "update panel.invoice set state = 'paid', settled_at = now()" + one;
        assertThat(PlainSql.refusal(scope, line("Seats", 1, 0, 1), invoice(1, "EUR", "10", "1.90", ""), settle))
                .isEqualTo("not refused");
        assertThat(PlainSql.refusal(scope, "update panel.invoice set state = 'open', settled_at = null" + one))
                .isEqualTo("23514 invoice_settles_once");
        assertThat(PlainSql.refusal(scope, "update panel.invoice set state = 'void'" + one))
                .isEqualTo("23514 invoice_settles_once");
        for (String denied : new String[] {
            "update panel.invoice set net = 1" + one,
            "update panel.invoice set legal_name = 'Other'" + one,
            "update panel.invoice set number = 7" + one,
            "delete from panel.invoice" + one,
            "update panel.invoice_line set description = 'Other' where customer_id = tenancy.current_customer()",
            "delete from panel.invoice_line where customer_id = tenancy.current_customer()",
            "delete from panel.subscription where customer_id = tenancy.current_customer()",
            "delete from panel.billing_profile where customer_id = tenancy.current_customer()",
            "delete from panel.processor_payment where customer_id = tenancy.current_customer()",
            "update panel.subscription set currency = 'USD' where customer_id = tenancy.current_customer()",
            invoice(1, "EUR", "10", "1.90", "")
                    .replace("invoice_id, line", "number, invoice_id, line")
                    .replace("r(), ", "r(), 9, "),
        }) {
            assertThat(PlainSql.refusal(scope, denied)).as(denied).isEqualTo("42501");
        }
    }

    @Test
    void billing_outlives_the_customers_own_row() {
        sessions.perform(
                scope,
                session -> new InvoiceRepository(session)
                        .issue(BillingExamples.draft("EUR", BillingExamples.line("1", "10", "0"))));
        TestDatabase.asSuperuser(
                TestDatabase.database(),
                "delete from tenancy.customer where customer_id = '" + scope.customerId() + "'");
        assertThat(sessions.<Invoice>read(scope, session -> new InvoiceRepository(session).get(1))
                        .billedTo())
                .isEqualTo(BillingExamples.ACME);
    }

    @Test
    void the_database_knows_the_decimals_of_every_currency_that_java_knows() {
        Map<String, Integer> wrong = new LinkedHashMap<>();
        sessions.perform(
                scope,
                session -> Currency.getAvailableCurrencies().stream()
                        .filter(currency -> currency.getDefaultFractionDigits() >= 0)
                        .filter(currency -> !REPLACED.contains(currency.getCurrencyCode()))
                        .forEach(currency -> {
                            int decimals =
                                    Routines.minorUnit(session.dsl().configuration(), currency.getCurrencyCode());
                            if (decimals != currency.getDefaultFractionDigits()) {
                                wrong.put(currency.getCurrencyCode(), decimals);
                            }
                        }));
        assertThat(wrong).isEmpty();
    }

    private String line(String description, int quantity, int previousSum, int position) {
        return LINES + id + ", 'EUR', '" + description + "', " + quantity + ", 10, 0.19, " + previousSum + ", 0, "
                + position + ")";
    }

    private String invoice(int lines, String currency, String net, String tax, String note) {
        return INVOICE + id + ", " + lines + ", '" + currency + "', " + net + ", " + tax
                + ", now(), now(), 'Acme', 'Street', 'DE', 'a@b.example', '" + note + "')";
    }

    private String subscription(String plan, String price, String state, String cancelledAt) {
        return "insert into panel.subscription (customer_id, subscription_id, plan, seats, currency, seat_price, state,"
                + " period_start, period_end, created_at, updated_at, cancelled_at) values (tenancy.current_customer(), "
                + id + ", '" + plan + "', 1, 'EUR', " + price + ", '" + state
                + "', now(), now() + interval '1 month', now(), now(), " + cancelledAt + ")";
    }
}
