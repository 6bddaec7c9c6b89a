package com.operanttechnologies.persistence.crypto;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * A column whose values are sealed under the Customer's key, and can be sealed again: {@code tenancy.classify_sealed()}
 * says the first, {@link StoredColumn} the second.
 *
 * @param row the column that is the row's key within the Customer, as its {@link ColumnAddress} names it
 */
record SealedColumn(String schema, String table, String column, String row) {

    /** Of all tables with this name in several schemas, this one: hence the alias. */
    Table<Record> source() {
        return target().as("sealed");
    }

    Field<UUID> sourceRow() {
        return field(name("sealed", row), SQLDataType.UUID);
    }

    Field<byte[]> sourceValue() {
        return field(name("sealed", column), SQLDataType.BLOB);
    }

    Table<Record> target() {
        return DSL.table(name(schema, table));
    }

    Field<UUID> targetRow() {
        return field(name(row), SQLDataType.UUID);
    }

    Field<byte[]> targetValue() {
        return field(name(column), SQLDataType.BLOB);
    }

    ColumnAddress address(UUID id) {
        return new ColumnAddress(schema + "." + table, column, id);
    }

    @Override
    public String toString() {
        return schema + "." + table + "." + column;
    }
}
