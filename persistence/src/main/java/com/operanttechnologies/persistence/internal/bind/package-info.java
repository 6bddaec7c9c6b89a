/** Puts the scope token in front of statements, and lets nothing else past. */
@NullMarked
package com.operanttechnologies.persistence.internal.bind;

import org.jspecify.annotations.NullMarked;
