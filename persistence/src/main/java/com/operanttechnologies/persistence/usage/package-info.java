/**
 * Usage and diagnostics: requests, uses of features and errors (USE-1), and each Customer's part of the aggregates over
 * all (USE-2).
 *
 * <p>A repository belongs to the session it was made with: use it inside that session's lambda, on that thread. No
 * argument or result is null. What belongs to another Customer is treated as what doesn't exist.
 */
@NullMarked
package com.operanttechnologies.persistence.usage;

import org.jspecify.annotations.NullMarked;
