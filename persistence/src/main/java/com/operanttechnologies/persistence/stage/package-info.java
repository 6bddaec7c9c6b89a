/**
 * Stage: dashboards with their versions (STG-1), and the data sources that they draw from (STG-2).
 *
 * <p>A repository belongs to the session it was made with: use it inside that session's lambda, on that thread. No
 * argument or result is null. What belongs to another Customer is treated as what doesn't exist.
 */
@NullMarked
package com.operanttechnologies.persistence.stage;

import org.jspecify.annotations.NullMarked;
