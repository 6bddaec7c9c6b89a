package com.operanttechnologies.persistence.panel.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.internal.tables.panel.Routines;
import com.operanttechnologies.persistence.money.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java and the database find the same card numbers, and nothing else beyond what a check digit can't tell. */
@Tag("PAN-7")
class CardNumberTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope scope = sessions.newCustomer("Acme");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111 1111 1111 1111",
                "5555-5555-5555-4444",
                "3782 822463 10005",
                "6011111111111117",
                "2223003122003222",
                "4222222222222",
                "30569309025904",
                "3530111333300000",
                "6304000000000000",
                "4111.1111.1111.1111",
                "4111 - 1111 - 1111 - 1111",
                "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
                "4111\n1111\n1111\n1111",
                "Paid with 4111111111111111, thanks",
                "Order 12 4111 1111 1111 1111 12/28",
                "x4111111111111111y",
                "４１１１ １１１１ １１１１ １１１１",
                "٤١١١١١١١١١١١١١١١",
                "۴۱۱۱۱۱۱۱۱۱۱۱۱۱۱۱",
                "४१११११११११११११११",
                "4111\u00a01111\u00a01111\u00a01111",
                "4111\u20131111\u20131111\u20131111",
            })
    void a_card_number_is_found(String text) {
        assertThat(CardNumbers.in(text)).isTrue();
        assertThat(databaseFinds(List.of(text))).containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4111 1111 1111 1112",
                "411111111111",
                "41111111111111111111",
                "1234567890123456",
                "DE89 3704 0044 0532 0130 00",
                "GB82 WEST 1234 5698 7654 32",
                "FR1420041010050500013M02606",
                "+49 30 901820 4711",
                "+4111111111111111",
                "550e8400-e29b-41d4-a716-446655440000",
                "2026-11-25 10:00 to 2026-12-25 10:00",
                "Order 2026/11/0000123",
                "1,000,000,000,000.00",
                "Zürich, Bahnhofstraße 12, 8001",
            })
    void what_is_none_is_let_pass(String text) {
        assertThat(CardNumbers.in(text)).isFalse();
        assertThat(databaseFinds(List.of(text))).containsExactly(false);
    }

    @Test
    void java_and_the_database_agree_on_texts_of_any_kind() {
        Random random = new Random(7);
        String alphabet = "0123456789012345678944445555 -./_+,ax\u00a0１٤\n";
        List<String> texts = Stream.generate(() -> random.ints(10 + random.nextInt(40), 0, alphabet.length())
                        .mapToObj(at -> alphabet.substring(at, at + 1))
                        .reduce("", String::concat))
                .limit(1_500)
                .toList();
        List<Boolean> inJava = texts.stream().map(CardNumbers::in).toList();
        assertThat(databaseFinds(texts)).isEqualTo(inJava);
        assertThat(inJava).contains(true, false);
    }

    @Test
    void other_numbers_are_refused_about_as_often_as_a_check_digit_is_right_by_chance() {
        Random random = new Random(11);
        assertThat(refused(() -> "Order " + (1_000_000_000_000_000L + (long) (random.nextDouble() * 9e15))))
                .isLessThan(10);
        assertThat(refused(() -> String.format(
                        "DE%02d %04d %04d %04d %04d %02d",
                        random.nextInt(98),
                        random.nextInt(10_000),
                        random.nextInt(10_000),
                        random.nextInt(10_000),
                        random.nextInt(10_000),
                        random.nextInt(100))))
                // In groups of four, more than one of its parts could be one.
                .isLessThan(13);
        assertThat(refused(() -> String.format("DE%020d", Math.abs(random.nextLong()))))
                .isZero();
        assertThat(refused(() -> "+49 " + random.nextInt(1000) + " " + random.nextInt(100_000_000)))
                .isZero();
        assertThat(refused(() -> new UUID(random.nextLong(), random.nextLong()).toString()))
                .isLessThan(0.5);
    }

    @Test
    void every_text_of_billing_refuses_a_card_number_and_does_not_repeat_it() {
        String card = "4111 1111 1111 1111";
        String compact = card.replace(" ", "");
        for (Runnable use : List.<Runnable>of(
                () -> new BillingDetails(card, "Street", "DE", Optional.empty(), BillingExamples.ACME.email()),
                () -> new BillingDetails(
                        "Acme", "Street\n" + card, "DE", Optional.empty(), BillingExamples.ACME.email()),
                () -> new BillingDetails("Acme", "Street", "DE", Optional.of(card), BillingExamples.ACME.email()),
                () -> new BillingDetails(
                        "Acme", "Street", "DE", Optional.empty(), new EmailAddress(compact + "@a.example")),
                () -> new LineItem("Card " + card, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ZERO),
                () -> new InvoiceDraft(
                        Money.currency("EUR"),
                        List.of(BillingExamples.line("1", "1", "0")),
                        BillingExamples.NOW,
                        "Paid by " + card),
                () -> new SubscriptionTerms("a" + compact, 1, Money.of("1", "EUR")),
                () -> new ProcessorReference("stripe", compact),
                () -> new ProcessorReference("stripe", "card_" + compact),
                () -> new ProcessorReference("a" + compact, "cus_1"))) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("card number")
                    .hasMessageNotContaining("4111");
        }
    }

    private static double refused(Supplier<String> texts) {
        int tries = 5_000;
        return 100.0
                * IntStream.range(0, tries)
                        .filter(i -> CardNumbers.in(texts.get()))
                        .count()
                / tries;
    }

    private List<Boolean> databaseFinds(List<String> texts) {
        return sessions.read(scope, session -> {
            List<Boolean> found = new ArrayList<>();
            for (int start = 0; start < texts.size(); start += 500) {
                session.dsl()
                        .select(texts.subList(start, Math.min(start + 500, texts.size())).stream()
                                .map(Routines::holdsCardNumber)
                                .toList())
                        .fetchSingle()
                        .intoList()
                        .forEach(each -> found.add((Boolean) each));
            }
            return found;
        });
    }
}
