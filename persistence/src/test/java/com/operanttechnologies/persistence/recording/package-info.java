/**
 * Writes down every statement that the layer sends in a whole test run, so that the plans of all of them can be looked
 * at. No test has to do anything for it.
 */
@NullMarked
package com.operanttechnologies.persistence.recording;

import org.jspecify.annotations.NullMarked;
