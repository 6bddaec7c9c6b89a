package com.operanttechnologies.persistence.stage;

/**
 * A place in the list of data sources.
 *
 * @param name of the last one of the page before; no other of the Customer's has it
 */
public record DataSourceCursor(String name) {}
