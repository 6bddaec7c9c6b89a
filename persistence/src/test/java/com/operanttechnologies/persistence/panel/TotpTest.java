package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("PAN-3")
class TotpTest {

    /** The secret of the test vectors. */
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6238, appendix B, the last six of its eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void gives_the_codes_of_rfc_6238(long seconds, String code) {
        Instant time = Instant.ofEpochSecond(seconds);
        assertThat(Totp.stepOf(SECRET, code, time)).hasValue(seconds / 30);
        assertThat(Totp.stepOf(SECRET, code, time.plusSeconds(30))).hasValue(seconds / 30);
        assertThat(Totp.stepOf(SECRET, code, time.minusSeconds(30))).hasValue(seconds / 30);
        assertThat(Totp.stepOf(SECRET, code, time.plusSeconds(60))).isEmpty();
        assertThat(Totp.stepOf(SECRET, code, time.minusSeconds(60))).isEmpty();
    }

    @Test
    void takes_nothing_that_only_resembles_a_code() {
        Instant time = Instant.ofEpochSecond(1111111109);
        for (String code :
                new String[] {"", "81804", "0081804", "081804 ", "\u0660\u0668\u0661\u0668\u0660\u0664", "\0"}) {
            assertThat(Totp.stepOf(SECRET, code, time)).isEmpty();
        }
    }

    @Test
    void writes_ascii_digits_whatever_the_default_locale() {
        Locale usual = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Totp.codeAt(SECRET, 1)).isEqualTo("287082");
        } finally {
            Locale.setDefault(usual);
        }
    }

    @Test
    void writes_the_uri_that_apps_read() {
        assertThat(Totp.uri("Operant: Panel", "ada+x@acme.example", SECRET))
                .isEqualTo("otpauth://totp/Operant%3A%20Panel:ada%2Bx%40acme.example"
                        + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Operant%3A%20Panel"
                        + "&algorithm=SHA1&digits=6&period=30");
    }
}
