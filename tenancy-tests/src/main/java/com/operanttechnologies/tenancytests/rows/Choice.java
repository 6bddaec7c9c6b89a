package com.operanttechnologies.tenancytests.rows;

/**
 * A value for a column.
 *
 * @param expression SQL that gives it
 * @param byDefault whether it is the column's default, so that an INSERT leaves the column out
 */
record Choice(String expression, boolean byDefault) {}
