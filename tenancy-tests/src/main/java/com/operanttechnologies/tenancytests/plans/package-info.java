/**
 * Explains statements under row-level security and compares them with the same statements without it: what isolation
 * may cost is a filter that is evaluated once, never another plan.
 */
@NullMarked
package com.operanttechnologies.tenancytests.plans;

import org.jspecify.annotations.NullMarked;
