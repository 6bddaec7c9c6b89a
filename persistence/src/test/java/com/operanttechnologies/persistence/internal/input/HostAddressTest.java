package com.operanttechnologies.persistence.internal.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.InvalidInputException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("USE-1")
class HostAddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "2001:DB8::1, 2001:db8:0:0:0:0:0:1",
        "::, 0:0:0:0:0:0:0:0",
        "::ffff:192.0.2.1, 192.0.2.1",
        "64:ff9b::192.0.2.33, 64:ff9b:0:0:0:0:c000:221",
    })
    void one_address_is_taken_in_its_plain_form(String text, String address) {
        assertThat(HostAddress.of(text)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.com",
                "192.0.2",
                "192.0.2.256",
                "192.0.2.01",
                "3221225985",
                "192.0.2.1/32",
                "192.0.2.1:80",
                " 192.0.2.1",
                "2001:db8::/64",
                "fe80::1%eth0",
                "[::1]",
                "1:2:3:4:5:6:7",
                "1::2::3",
                "12345::",
                ":::",
                ":",
                "a:b",
                "٣.0.0.1",
            })
    void anything_else_is_refused_without_a_look_up(String text) {
        assertThatThrownBy(() -> HostAddress.of(text)).isInstanceOf(InvalidInputException.class);
    }
}
