package com.operanttechnologies.persistence.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("SEC-2")
class AssociatedDataTest {

    @Test
    void moving_a_letter_from_one_part_to_the_next_gives_other_bytes() {
        assertThat(AssociatedData.encode("ab", "c")).isNotEqualTo(AssociatedData.encode("a", "bc"));
        assertThat(AssociatedData.encode("ab", "")).isNotEqualTo(AssociatedData.encode("", "ab"));
        assertThat(AssociatedData.encode("ab")).isNotEqualTo(AssociatedData.encode("ab", ""));
        assertThat(AssociatedData.encode("a\0\0\0\1b")).isNotEqualTo(AssociatedData.encode("a", "b"));
    }
}
