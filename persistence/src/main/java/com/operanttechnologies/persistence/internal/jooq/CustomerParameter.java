package com.operanttechnologies.persistence.internal.jooq;

import java.util.Arrays;
import java.util.UUID;
import org.jooq.ExecuteContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Scope;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The Customer's id as a statement carries it: a bind value, made anew each time, because a caller of
 * {@code Query.bind} may set the value of any bind value that it can reach.
 */
record CustomerParameter(UUID customerId) {

    /** The id for a statement that is being rendered or whose bind values are being collected. */
    Field<UUID> in(Scope scope, ExecuteContext statement) {
        return isBoundByHand(statement)
                ? DSL.inline(customerId, SQLDataType.UUID)
                : DSL.val(customerId, SQLDataType.UUID);
    }

    /**
     * Whether the values of {@code batch(query).bind(…)} are the caller's, who knows nothing of ours: the id must then
     * not be among them. jOOQ's own batches of records bind every value that the statement was first rendered with.
     */
    private static boolean isBoundByHand(ExecuteContext statement) {
        if (statement == null || statement.batchMode() != ExecuteContext.BatchMode.SINGLE) {
            return false;
        }
        Query[] queries = statement.batchQueries();
        return queries.length == 0 || !isOfRecords(queries[0]);
    }

    /** A batch of records collects its statements through a listener of its own, which they keep. */
    private static boolean isOfRecords(Query query) {
        return query.configuration() != null
                && Arrays.stream(query.configuration().executeListenerProviders())
                        .anyMatch(provider ->
                                provider.provide().getClass().getName().startsWith("org.jooq.impl.BatchCRUD$"));
    }
}
