package com.operanttechnologies.migrations.plan;

import org.jspecify.annotations.Nullable;

/**
 * What a statement does to a table, an index or another relation that was there before the migrations.
 *
 * @param name as SQL names it, such as {@code relay.screen}; that of the partitioned table for its partitions
 * @param kind table, partitions, index, sequence, view or materialized view
 * @param count how many relations: more than 1 for partitions
 * @param lock the lock that the statement takes; null where an earlier one has taken one as strong
 * @param bytes size with indexes and TOAST before the migrations
 * @param rows PostgreSQL's estimate; negative where nobody has analyzed it
 * @param rewritten whether all of it is written anew
 * @param emptied whether it loses all rows, by TRUNCATE
 * @param dropped whether it goes
 * @param rowsRead by scans of all of it; what parallel workers read isn't counted
 * @param rowsWritten inserted, updated or deleted one by one
 */
public record RelationEffect(
        String name,
        String kind,
        int count,
        @Nullable LockMode lock,
        long bytes,
        long rows,
        boolean rewritten,
        boolean emptied,
        boolean dropped,
        long rowsRead,
        long rowsWritten) {

    boolean isOfTheSameKind(RelationEffect other) {
        return name.equals(other.name)
                && kind.equals(other.kind)
                && lock == other.lock
                && rewritten == other.rewritten
                && emptied == other.emptied
                && dropped == other.dropped;
    }

    RelationEffect and(RelationEffect other) {
        return new RelationEffect(
                name,
                kind,
                count + other.count,
                lock,
                bytes + other.bytes,
                rows < 0 || other.rows < 0 ? -1 : rows + other.rows,
                rewritten,
                emptied,
                dropped,
                rowsRead + other.rowsRead,
                rowsWritten + other.rowsWritten);
    }
}
