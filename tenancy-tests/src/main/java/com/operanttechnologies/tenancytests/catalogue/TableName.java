package com.operanttechnologies.tenancytests.catalogue;

/**
 * Name of a table.
 *
 * @param schema schema, as stored
 * @param table table, as stored
 */
public record TableName(String schema, String table) {

    /** As it stands in SQL. */
    public String sql() {
        return Sql.identifier(schema) + "." + Sql.identifier(table);
    }

    @Override
    public String toString() {
        return schema + "." + table;
    }
}
