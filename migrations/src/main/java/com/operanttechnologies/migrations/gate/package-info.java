/**
 * The migration gate: every rule of the database, checked from the catalogue of any database, with what it found, why
 * it matters and the SQL that mends it. {@link com.operanttechnologies.migrations.gate.Gate} is where to start.
 *
 * <p>Each rule is one file of SQL in {@code db/gate}, and runs in {@code psql} as it is.
 */
@NullMarked
package com.operanttechnologies.migrations.gate;

import org.jspecify.annotations.NullMarked;
