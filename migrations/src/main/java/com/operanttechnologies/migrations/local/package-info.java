/** A real PostgreSQL to throw away: for code generation, tests and the tour. */
@NullMarked
package com.operanttechnologies.migrations.local;

import org.jspecify.annotations.NullMarked;
