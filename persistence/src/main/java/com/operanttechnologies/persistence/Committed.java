package com.operanttechnologies.persistence;

import org.jspecify.annotations.Nullable;

/**
 * What {@link TenantDatabase#commit} gives.
 *
 * @param result what the work returned
 * @param token names the commit, for reads that have to see it
 * @param <T> the result
 */
public record Committed<T extends @Nullable Object>(T result, CommitToken token) {}
