package com.operanttechnologies.tenancytests.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a tenant table.
 *
 * @param name name, as stored
 * @param type type as it stands in SQL, with its modifier, such as {@code character varying(20)} or a domain
 * @param baseType the type's name in {@code pg_type}, below any domain, such as {@code varchar}; an array's starts with
 *     an underscore
 * @param length the most characters that the type takes; 0 for any number
 * @param nullable whether NULL is allowed
 * @param defaultValue the default's expression
 * @param generated whether the server alone gives it a value
 * @param labels the values of an enum, or nothing
 * @param insertable whether the runtime role may give it a value in an INSERT
 * @param updatable whether the runtime role may update it
 * @param samples SQL of the values that somebody has supplied for it, or nothing
 */
public record Column(
        String name,
        String type,
        String baseType,
        int length,
        boolean nullable,
        @Nullable String defaultValue,
        boolean generated,
        List<String> labels,
        boolean insertable,
        boolean updatable,
        List<String> samples) {

    public Column {
        labels = List.copyOf(labels);
        samples = List.copyOf(samples);
    }

    /** The same column, for which these values are supplied. */
    public Column withSamples(List<String> supplied) {
        return new Column(
                name,
                type,
                baseType,
                length,
                nullable,
                defaultValue,
                generated,
                labels,
                insertable,
                updatable,
                supplied);
    }
}
