package com.operanttechnologies.persistence.page;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.util.Objects;
import java.util.Optional;

/**
 * Which page of a list: how many items, and after which one. Immutable.
 *
 * @param <C> the list's own cursor, a record of the columns that it is ordered by
 * @param size items at most, 1 to {@value #MAX_SIZE}
 * @param after the {@linkplain Page#next() cursor of the page before}; empty for the first page
 */
public record PageRequest<C>(int size, Optional<C> after) {

    /** Items of the largest page. */
    public static final int MAX_SIZE = 200;

    /**
     * @throws InvalidInputException when the size is not 1 to {@value #MAX_SIZE}
     */
    public PageRequest {
        Objects.requireNonNull(after, "after");
        if (size < 1 || size > MAX_SIZE) {
            throw new InvalidInputException("Page size must be 1 to " + MAX_SIZE + ", is " + size
                    + "; take a smaller page and read the next one by its cursor");
        }
    }

    /**
     * The first page.
     *
     * @throws InvalidInputException when the size is not 1 to {@value #MAX_SIZE}
     */
    public static <C> PageRequest<C> first(int size) {
        return new PageRequest<>(size, Optional.empty());
    }

    /**
     * The page after a cursor.
     *
     * @throws InvalidInputException when the size is not 1 to {@value #MAX_SIZE}
     */
    public static <C> PageRequest<C> after(C cursor, int size) {
        return new PageRequest<>(size, Optional.of(cursor));
    }

    /** Rows that a repository fetches for this page: one more than the size tells whether there is a next page. */
    public int fetchSize() {
        return size + 1;
    }
}
