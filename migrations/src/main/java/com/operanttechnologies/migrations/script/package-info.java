/** Migrations as Flyway parses them: their statements, and whether they run in a transaction. */
@NullMarked
package com.operanttechnologies.migrations.script;

import org.jspecify.annotations.NullMarked;
