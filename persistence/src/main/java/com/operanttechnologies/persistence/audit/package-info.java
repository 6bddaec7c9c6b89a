/**
 * Audit: who did what, for which Customer, when, from where and why (PAN-8). Entries are added and never changed, and
 * each carries the hash of the one before.
 *
 * <p>A log belongs to the session it was made with. No argument or result is null.
 */
@NullMarked
package com.operanttechnologies.persistence.audit;

import org.jspecify.annotations.NullMarked;
