package com.operanttechnologies.persistence.quoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.money.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("QUO-1")
class QuoteInputTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, 0, Quantity",
        "-1, 1, 0, 0, Quantity",
        "0.0001, 1, 0, 0, Quantity",
        "1000000000, 1, 0, 0, Quantity",
        "1, -0.01, 0, 0, Unit price",
        "1, 0.00001, 0, 0, Unit price",
        "1, 100000000000, 0, 0, Unit price",
        "1, 1, -1, 0, Discount",
        "1, 1, 100.01, 0, Discount",
        "1, 1, 0.001, 0, Discount",
        "1, 1, 0, -1, Tax",
        "1, 1, 0, 100.0001, Tax",
        "1, 1, 0, 0.00001, Tax",
        "1e2000000000, 1, 0, 0, Quantity",
        "1, 1e-2000000000, 0, 0, Unit price",
    })
    void a_number_out_of_bounds_is_refused_and_never_rounded(
            String quantity, String price, String discount, String tax, String what) {
        assertThatThrownBy(() -> new QuoteLine(
                        "Line",
                        new BigDecimal(quantity),
                        new BigDecimal(price),
                        new BigDecimal(discount),
                        new BigDecimal(tax)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(what + " of a quote's line must");
    }

    @Test
    void numbers_at_their_bounds_are_taken() {
        assertThatCode(() -> QuoteLine.of("x", "999999999.999", "99999999999.9999", "100")
                        .discounted(new BigDecimal("99.99")))
                .doesNotThrowAnyException();
        assertThat(QuoteLine.of("x", "1", "0", "0")).isEqualTo(QuoteLine.of("x", "1.000", "0.0", "0.00"));
    }

    @Test
    void texts_out_of_bounds_are_refused_without_being_repeated() {
        assertThatThrownBy(() -> QuoteLine.of(" ", "1", "1", "0")).hasMessageContaining("1 to 2000 characters");
        assertThatThrownBy(() -> QuoteLine.of("x".repeat(2001), "1", "1", "0"))
                .hasMessageContaining("at most 2000 characters, has 2001");
        assertThatThrownBy(() -> QuoteLine.of("x", "one", "1", "0"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("decimal numbers");
        assertThatThrownBy(() -> Quotes.content("x".repeat(201))).hasMessageContaining("Title of a quote");
        assertThatThrownBy(() -> Quotes.content(" ")).hasMessageContaining("Title of a quote");
        assertThatThrownBy(() -> content("Line\nfeed", "", "2026-01-01")).hasMessageContaining("recipient");
        assertThatThrownBy(() -> content("Ada", "x".repeat(10_001), "2026-01-01"))
                .hasMessageContaining("Terms of a quote must have at most 10000 characters, has 10001");
        assertThatThrownBy(() -> content("Ada", "", "1999-12-31")).hasMessageContaining("2000 to 2999, got 1999");
    }

    private static QuoteContent content(String recipient, String terms, String validUntil) {
        return new QuoteContent(
                "Title",
                recipient,
                new EmailAddress("ada@example.test"),
                Money.currency("EUR"),
                LocalDate.parse(validUntil),
                terms);
    }
}
