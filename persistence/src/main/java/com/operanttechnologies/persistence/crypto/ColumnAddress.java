package com.operanttechnologies.persistence.crypto;

import java.util.UUID;

/**
 * Where a sealed value lives. It is authenticated together with the value, so a copy in another row, column, table or
 * Customer can't be opened. The Customer is added by the session.
 *
 * @param table schema and table, such as {@code stage.data_source}
 * @param column the column
 * @param row the row's key within the Customer
 */
public record ColumnAddress(String table, String column, UUID row) {}
