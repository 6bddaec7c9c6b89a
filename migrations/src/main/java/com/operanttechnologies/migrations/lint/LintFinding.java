package com.operanttechnologies.migrations.lint;

/**
 * What a statement does that a rule advises against.
 *
 * @param rule which rule
 * @param file of which file, as it was named
 * @param line where, from 1 on
 * @param found what it is, in words
 */
public record LintFinding(LintRule rule, String file, int line, String found) {}
