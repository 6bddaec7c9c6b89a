package com.operanttechnologies.persistence.crypto;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.CREDENTIAL;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DATA_SOURCE;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.TableField;

/**
 * A column whose values are sealed under the Customer's key. Every such column has to be in {@link #ALL}: what isn't is
 * not sealed again when the key is renewed, and is lost with the former one.
 *
 * @param row the row's key within the Customer, as its {@link ColumnAddress} names it
 */
record SealedColumn(Table<?> table, Field<UUID> row, Field<byte[]> value) {

    static final List<SealedColumn> ALL = List.of(
            of(DATA_SOURCE.DATA_SOURCE_ID, DATA_SOURCE.SECRET), of(CREDENTIAL.ACCOUNT_ID, CREDENTIAL.TOTP_SECRET));

    private static SealedColumn of(TableField<?, UUID> row, TableField<?, byte[]> value) {
        return new SealedColumn(value.getTable(), row, value);
    }

    /** Schema and table, and column, as a sealed value's place is written. */
    ColumnAddress address(UUID id) {
        return new ColumnAddress(
                Objects.requireNonNull(table.getSchema()).getName() + "." + table.getName(), value.getName(), id);
    }
}
