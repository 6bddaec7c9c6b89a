package com.operanttechnologies.persistence.privacy;

/**
 * A row that names a person.
 *
 * @param table schema and table
 * @param dataClass what kind of data the privacy policy calls it
 * @param purpose why there is such data
 * @param kept how long, in words
 * @param row as a JSON object, without secrets; of a table that holds nothing else, how many rows there are
 */
public record HeldRecord(String table, String dataClass, String purpose, String kept, String row) {}
