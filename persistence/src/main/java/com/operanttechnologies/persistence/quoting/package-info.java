/**
 * Quoting: quotes with lines, exact totals, revisions and numbers without gaps (QUO-1).
 *
 * <p>A quote is worked on as a draft ({@link QuoteRepository}, {@link QuoteLineRepository}), moves along its lifecycle
 * ({@link QuoteLifecycle}), and what was sent is kept as it was, revision by revision ({@link SentQuoteRepository}).
 *
 * <p>A repository belongs to the session it was made with: use it inside that session's lambda, on that thread. No
 * argument or result is null. What belongs to another Customer is treated as what doesn't exist.
 */
@NullMarked
package com.operanttechnologies.persistence.quoting;

import org.jspecify.annotations.NullMarked;
