package com.operanttechnologies.persistence.quoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.money.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("QUO-1")
class QuoteTotalsTest {

    private static final Currency EUR = Money.currency("EUR");

    @Test
    void tax_is_of_each_rate_s_sum_and_not_of_each_line() {
        // 19 % of 0.13 is 0.0247, so 0.02 for each line; of 0.39 it is 0.0741, so 0.07 and not 0.06.
        QuoteLine cheap = QuoteLine.of("Screw", "1", "0.13", "19");
        QuoteTotals totals = QuoteTotals.of(EUR, List.of(cheap, cheap, cheap, QuoteLine.of("Book", "1", "10", "7")));
        assertThat(totals.net()).isEqualTo(Money.of("10.39", "EUR"));
        assertThat(totals.taxes())
                .containsExactly(
                        new QuoteTotals.TaxTotal(
                                new BigDecimal("7.0000"), Money.of("10.00", "EUR"), Money.of("0.70", "EUR")),
                        new QuoteTotals.TaxTotal(
                                new BigDecimal("19.0000"), Money.of("0.39", "EUR"), Money.of("0.07", "EUR")));
        assertThat(totals.tax()).isEqualTo(Money.of("0.77", "EUR"));
        assertThat(totals.gross()).isEqualTo(Money.of("11.16", "EUR"));
    }

    @Test
    void halves_are_rounded_up() {
        // 0.5 × 0.01 = 0.005
        assertThat(QuoteLine.of("Half a cent", "0.5", "0.01", "0").net(EUR)).isEqualTo(Money.of("0.01", "EUR"));
        assertThat(QuoteLine.of("Less", "0.499", "0.01", "0").net(EUR)).isEqualTo(Money.of("0", "EUR"));
        // 50 % of 0.01, and 12.5 % of 0.04
        assertThat(QuoteTotals.of(EUR, List.of(QuoteLine.of("Tax of a half", "1", "0.04", "12.5")))
                        .tax())
                .isEqualTo(Money.of("0.01", "EUR"));
    }

    @Test
    void a_discount_is_taken_off_before_rounding() {
        QuoteLine line = QuoteLine.of("Display", "3", "33.3333", "0").discounted(new BigDecimal("12.5"));
        // 3 × 33.3333 × 0.875 = 87.4999125
        assertThat(line.net(EUR)).isEqualTo(Money.of("87.50", "EUR"));
        assertThat(line.discounted(new BigDecimal("100")).net(EUR)).isEqualTo(Money.zero(EUR));
    }

    @Test
    void a_currency_has_its_own_decimals() {
        List<QuoteLine> lines = List.of(QuoteLine.of("Hour", "1.5", "333.3335", "8.875"));
        QuoteTotals yen = QuoteTotals.of(Money.currency("JPY"), lines);
        assertThat(yen.net().amount()).isEqualTo(new BigDecimal("500"));
        assertThat(yen.tax().amount()).isEqualTo(new BigDecimal("44"));
        QuoteTotals dinar = QuoteTotals.of(Money.currency("BHD"), lines);
        assertThat(dinar.net().amount()).isEqualTo(new BigDecimal("500.000"));
        assertThat(dinar.tax().amount()).isEqualTo(new BigDecimal("44.375"));
        assertThat(dinar.gross().amount()).isEqualTo(new BigDecimal("544.375"));
    }

    @Test
    void no_lines_come_to_nothing() {
        QuoteTotals totals = QuoteTotals.of(EUR, List.of());
        assertThat(totals.gross()).isEqualTo(Money.zero(EUR));
        assertThat(totals.taxes()).isEmpty();
    }

    @Test
    void totals_out_of_bounds_are_refused() {
        QuoteLine huge = QuoteLine.of("All of it", "999999999", "99999999999", "0");
        assertThatThrownBy(() -> QuoteTotals.of(EUR, List.of(huge)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("less than 10^15");
    }

    /** The same in whole numbers of the smallest part that can occur, without BigDecimal. */
    @ParameterizedTest
    @ValueSource(strings = {"EUR", "JPY", "BHD"})
    void thousands_of_random_lines_come_to_what_whole_numbers_give(String code) {
        Currency currency = Money.currency(code);
        Random random = new Random(17);
        for (int round = 0; round < 40; round++) {
            List<QuoteLine> lines = RandomLines.of(random, 1 + random.nextInt(200));
            QuoteTotals totals = QuoteTotals.of(currency, lines);
            Whole expected = Whole.of(lines, currency.getDefaultFractionDigits());
            assertThat(totals.net().amount().unscaledValue()).isEqualTo(expected.net);
            assertThat(totals.tax().amount().unscaledValue()).isEqualTo(expected.tax);
            assertThat(totals.gross().amount().unscaledValue()).isEqualTo(expected.net.add(expected.tax));
        }
    }

    /** Sums in minor units. */
    record Whole(BigInteger net, BigInteger tax) {

        static Whole of(List<QuoteLine> lines, int decimals) {
            Map<BigInteger, BigInteger> nets = new HashMap<>();
            for (QuoteLine line : lines) {
                // Thousandths × ten-thousandths × hundredths of a percent: 11 decimals in all.
                BigInteger exact = line.quantity()
                        .unscaledValue()
                        .multiply(line.unitPrice().unscaledValue())
                        .multiply(BigInteger.valueOf(10_000)
                                .subtract(line.discountPercent().unscaledValue()));
                nets.merge(line.taxPercent().unscaledValue(), rounded(exact, 11 - decimals), BigInteger::add);
            }
            BigInteger net = nets.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
            List<BigInteger> taxes = new ArrayList<>();
            // Ten-thousandths of a percent: 6 decimals.
            nets.forEach((rate, sum) -> taxes.add(rounded(sum.multiply(rate), 6)));
            return new Whole(net, taxes.stream().reduce(BigInteger.ZERO, BigInteger::add));
        }

        private static BigInteger rounded(BigInteger exact, int decimals) {
            BigInteger unit = BigInteger.TEN.pow(decimals);
            BigInteger[] parts = exact.divideAndRemainder(unit);
            return parts[1].shiftLeft(1).compareTo(unit) >= 0 ? parts[0].add(BigInteger.ONE) : parts[0];
        }
    }
}
