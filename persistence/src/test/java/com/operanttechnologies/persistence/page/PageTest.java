package com.operanttechnologies.persistence.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

    private static final PageRequest<String> TWO = PageRequest.first(2);

    @Test
    void the_row_too_many_is_left_out_and_the_last_one_kept_is_the_cursor() {
        Page<String, String> page = Page.of(List.of("a", "b", "c"), TWO, row -> row);
        assertThat(page.items()).containsExactly("a", "b");
        assertThat(page.next()).contains("b");
    }

    @Test
    void a_page_that_ends_the_list_has_no_cursor_even_when_it_is_full() {
        assertThat(Page.of(List.of("a", "b"), TWO, row -> row).next()).isEmpty();
        assertThat(Page.of(List.<String>of(), TWO, row -> row).next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 201, Integer.MAX_VALUE})
    void a_size_out_of_bounds_is_refused_with_the_bounds(int size) {
        assertThatThrownBy(() -> PageRequest.first(size))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("1 to 200, is " + size);
    }
}
