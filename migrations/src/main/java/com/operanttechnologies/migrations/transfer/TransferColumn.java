package com.operanttechnologies.migrations.transfer;

import org.jspecify.annotations.Nullable;

/**
 * A column of a tenant table, as the catalogue has it.
 *
 * @param type as PostgreSQL writes it
 * @param comment what the catalogue says of it, or null
 * @param isCredential whether it holds what proves who somebody is, or opens something
 * @param isSealed whether that is encrypted under the Customer's key
 * @param isLeftOut whether it isn't exported: credentials, but for sealed ones of an export with secrets
 * @param isGenerated whether the database computes it from other columns: exported, and computed again by an import
 * @param keyPosition place in the primary key, from 1; 0 when it is no part of it
 */
record TransferColumn(
        String name,
        String type,
        @Nullable String comment,
        boolean isCredential,
        boolean isSealed,
        boolean isLeftOut,
        boolean isGenerated,
        boolean isNullable,
        int keyPosition) {

    String quoted() {
        return TransferTable.quoted(name);
    }
}
