/** The connection pool and what it refuses to connect as. */
@NullMarked
package com.operanttechnologies.persistence.internal.pool;

import org.jspecify.annotations.NullMarked;
