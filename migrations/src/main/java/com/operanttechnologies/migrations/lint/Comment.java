package com.operanttechnologies.migrations.lint;

/**
 * A comment to the end of its line.
 *
 * @param text what follows its dashes
 * @param line from 1 on
 */
record Comment(String text, int line) {}
