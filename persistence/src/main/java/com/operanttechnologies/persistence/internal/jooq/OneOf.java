package com.operanttechnologies.persistence.internal.jooq;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.unnest;

import java.util.Collection;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;

/**
 * Whether a column is one of many ids, which are one parameter however many they are. Not {@code = any (cast(? as
 * uuid[]))}: jOOQ sends an array as a text, and PostgreSQL would read it once more for each row that it compares, so
 * that two thousand ids of two thousand rows took seconds.
 */
public final class OneOf {

    private OneOf() {}

    /** No row is selected where there are no ids. */
    public static Condition of(Field<UUID> column, Collection<UUID> ids) {
        Field<UUID> id = field(name("one_of", "id"), UUID.class);
        return column.in(select(id).from(unnest(ids.toArray(UUID[]::new)).as("one_of", "id")));
    }
}
