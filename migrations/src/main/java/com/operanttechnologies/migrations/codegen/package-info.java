/** What generates jOOQ classes from a database that the build itself has migrated. */
@NullMarked
package com.operanttechnologies.migrations.codegen;

import org.jspecify.annotations.NullMarked;
