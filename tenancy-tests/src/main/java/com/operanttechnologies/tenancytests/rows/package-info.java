/**
 * Valid rows for any tenant table, made up from the catalogue, so that a new table is attacked without a line of test
 * code.
 */
@NullMarked
package com.operanttechnologies.tenancytests.rows;

import org.jspecify.annotations.NullMarked;
