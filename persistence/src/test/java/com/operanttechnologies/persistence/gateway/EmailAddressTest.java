package com.operanttechnologies.persistence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.InvalidInputException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("PAN-1")
class EmailAddressTest {

    @Test
    void is_the_same_however_it_was_typed() {
        assertThat(new EmailAddress(" Ada@ACME.example\n")).isEqualTo(new EmailAddress("ada@acme.example"));
    }

    @Test
    void may_have_254_characters() {
        String domain = "@acme.example";
        assertThat(new EmailAddress("a".repeat(254 - domain.length()) + domain).value())
                .hasSize(254);
        assertThatThrownBy(() -> new EmailAddress("a".repeat(255 - domain.length()) + domain))
                .isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ada", "@", "ada@", "@acme", "ada@acme@b", "ada lovelace@acme", "a\u00a0b@acme", "\0@acme"})
    void what_is_no_address_is_refused_without_repeating_it(String typed) {
        assertThatThrownBy(() -> new EmailAddress(typed))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageNotContaining("lovelace");
    }
}
