/**
 * What pending migrations would do: each statement's locks, on which tables and of what size, found out by running them
 * in a transaction that is rolled back.
 */
@NullMarked
package com.operanttechnologies.migrations.plan;

import org.jspecify.annotations.NullMarked;
