/**
 * What a Customer hands in for aggregates over all Customers (USE-2). Nobody reads it from here: the database keeps
 * groups of at least five Customers alone, and only {@code operant_analytics} reads those, by
 * {@code analytics.daily_usage}.
 */
@NullMarked
package com.operanttechnologies.persistence.analytics;

import org.jspecify.annotations.NullMarked;
