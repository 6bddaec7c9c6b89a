package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.InvalidInputException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("PAN-2")
class PasswordTest {

    @Test
    void tells_nothing_of_itself() {
        try (Password password = Password.of("s3cret s3cret".toCharArray())) {
            assertThat(password).hasToString("Password[redacted]");
        }
    }

    @Test
    void has_1_to_256_code_points() {
        assertThat(Password.of("\uD83D\uDD11".repeat(256).toCharArray()).length())
                .isEqualTo(256);
        for (String typed : new String[] {"", "x".repeat(257), "s3cret".repeat(1_000_000)}) {
            assertThatThrownBy(() -> Password.of(typed.toCharArray()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("1 to 256")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void is_the_same_from_another_keyboard() {
        // Å as one code point, as A with a ring, and as the sign of the unit.
        String stored = PasswordHashing.hash(Password.of("\u00c5ngstr\u00f6m".toCharArray()));
        assertThat(PasswordHashing.matches(Password.of("A\u030angstro\u0308m".toCharArray()), stored))
                .isTrue();
        assertThat(PasswordHashing.matches(Password.of("\u212bngstr\u00f6m".toCharArray()), stored))
                .isTrue();
        assertThat(PasswordHashing.matches(Password.of("Angstrom".toCharArray()), stored))
                .isFalse();
    }

    @Test
    void copies_what_was_typed_and_can_t_be_used_once_it_is_wiped() {
        char[] typed = "s3cret s3cret".toCharArray();
        Password password = Password.of(typed);
        typed[0] = 'x';
        assertThat(password.characters().toString()).isEqualTo("s3cret s3cret");
        var view = password.characters();
        password.close();
        assertThat(view.toString()).isEqualTo("\0".repeat(13));
        assertThatThrownBy(() -> PasswordHashing.hash(password)).isInstanceOf(InvalidInputException.class);
    }
}
