/** Puts the Customer into every jOOQ statement. */
@NullMarked
package com.operanttechnologies.persistence.internal.jooq;

import org.jspecify.annotations.NullMarked;
