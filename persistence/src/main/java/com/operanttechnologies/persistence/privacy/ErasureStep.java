package com.operanttechnologies.persistence.privacy;

import org.jspecify.annotations.Nullable;

/**
 * What a step of an erasure has done; it is committed.
 *
 * @param table table that rows were deleted from, or the part of the work; null when the erasure was done already
 * @param removed rows that this step has deleted
 * @param scanned rows of what is kept that this step has searched for the Customer's identifier and addresses
 * @param done whether the Customer is erased now
 */
public record ErasureStep(@Nullable String table, long removed, long scanned, boolean done) {}
