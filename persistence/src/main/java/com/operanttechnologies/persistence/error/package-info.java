/** What can go wrong, one class for each kind, each with its SQLState. */
@NullMarked
package com.operanttechnologies.persistence.error;

import org.jspecify.annotations.NullMarked;
