package com.operanttechnologies.persistence.batch;

import java.util.List;

/**
 * What became of a batch: every item is one of accepted, duplicate and rejected.
 *
 * @param accepted how many were new and are kept
 * @param duplicates how many were there already, or twice in the batch
 * @param rejected those that were not kept, in the batch's order
 */
public record BatchReceipt(int accepted, int duplicates, List<Rejected> rejected) {

    /** Items of the largest batch. */
    public static final int MOST_ITEMS = 10_000;

    public BatchReceipt {
        rejected = List.copyOf(rejected);
    }

    /**
     * An item that was not kept.
     *
     * @param index its place in the batch, from 0
     * @param reason what is wrong with it and the limit; without the item's own text
     */
    public record Rejected(int index, String reason) {}
}
