/** Counts what sessions do. */
@NullMarked
package com.operanttechnologies.persistence.internal.monitoring;

import org.jspecify.annotations.NullMarked;
