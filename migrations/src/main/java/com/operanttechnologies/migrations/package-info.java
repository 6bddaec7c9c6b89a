/**
 * The database of the data access layer: bootstrap and migrations as plain SQL, and what applies them.
 *
 * <p>The SQL is in {@code db/bootstrap} (once for each database, by an administrator) and {@code db/migration} (any
 * Flyway, as {@code operant_migrator}).
 */
@NullMarked
package com.operanttechnologies.migrations;

import org.jspecify.annotations.NullMarked;
