/**
 * A linter of migrations: what blocks a database in use, breaks its clients, or weakens isolation, before it is
 * applied.
 */
@NullMarked
package com.operanttechnologies.migrations.lint;

import org.jspecify.annotations.NullMarked;
