/** Panel: the Customer itself, the people who sign in, and what proves that they are who they say. */
@NullMarked
package com.operanttechnologies.persistence.panel;

import org.jspecify.annotations.NullMarked;
