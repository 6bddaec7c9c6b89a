package com.operanttechnologies.persistence.page;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list. Immutable.
 *
 * <p>Pages follow the list's order, not a snapshot: a row that is added meanwhile appears if its place is on a page
 * that has not been read yet. A row that stays where it is appears exactly once.
 *
 * @param <T> the items
 * @param <C> the list's own cursor, a record of the columns that it is ordered by
 * @param items in the list's order, no more than the request's size
 * @param next where the next page starts; empty when this was the last one
 */
public record Page<T, C>(List<T> items, Optional<C> next) {

    public Page {
        items = List.copyOf(items);
        Objects.requireNonNull(next, "next");
    }

    /**
     * The page that a repository has read with {@link PageRequest#fetchSize()} as its limit.
     *
     * @param rows in the list's order, at most one more than the request's size
     * @param cursor the columns of an item that the list is ordered by
     */
    public static <T, C> Page<T, C> of(List<T> rows, PageRequest<C> request, Function<? super T, ? extends C> cursor) {
        if (rows.size() <= request.size()) {
            return new Page<>(rows, Optional.empty());
        }
        List<T> items = rows.subList(0, request.size());
        return new Page<>(items, Optional.of(cursor.apply(items.get(items.size() - 1))));
    }
}
