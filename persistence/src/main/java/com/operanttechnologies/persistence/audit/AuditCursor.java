package com.operanttechnologies.persistence.audit;

/**
 * A place in a list of audit entries.
 *
 * @param number of the last one of the page before
 */
public record AuditCursor(long number) {}
