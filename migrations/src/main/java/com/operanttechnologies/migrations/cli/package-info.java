/** The command line for database administrators, {@code operant-db}. */
@NullMarked
package com.operanttechnologies.migrations.cli;

import org.jspecify.annotations.NullMarked;
