package com.operanttechnologies.persistence.audit;

import static com.operanttechnologies.persistence.internal.tables.audit.Tables.ENTRY;
import static java.util.Objects.requireNonNull;

import com.operanttechnologies.persistence.internal.input.HostAddress;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * A row of audit.entry with its hashes, as they are stored.
 *
 * @param address as PostgreSQL prints it, with its prefix length: what the hash is made of
 */
// Lives inside one method call, and nothing compares two of them.
@SuppressWarnings("ArrayRecordComponent")
record ChainedEntry(
        long number,
        OffsetDateTime at,
        String actor,
        String action,
        String objectType,
        String objectId,
        @Nullable String address,
        String reason,
        String requestId,
        String details,
        byte[] previousHash,
        byte[] hash) {

    private static final Field<String> ADDRESS =
            ENTRY.ADDRESS.cast(SQLDataType.VARCHAR).as("host_address");

    static final List<SelectField<?>> COLUMNS = List.of(
            ENTRY.NUMBER,
            ENTRY.AT,
            ENTRY.ACTOR,
            ENTRY.ACTION,
            ENTRY.OBJECT_TYPE,
            ENTRY.OBJECT_ID,
            ADDRESS,
            ENTRY.REASON,
            ENTRY.REQUEST_ID,
            ENTRY.DETAILS,
            ENTRY.PREVIOUS_HASH,
            ENTRY.HASH);

    static ChainedEntry from(Record row) {
        return new ChainedEntry(
                row.get(ENTRY.NUMBER),
                row.get(ENTRY.AT),
                row.get(ENTRY.ACTOR),
                row.get(ENTRY.ACTION),
                row.get(ENTRY.OBJECT_TYPE),
                row.get(ENTRY.OBJECT_ID),
                row.get(ADDRESS),
                row.get(ENTRY.REASON),
                row.get(ENTRY.REQUEST_ID),
                requireNonNull(row.get(ENTRY.DETAILS)).data(),
                row.get(ENTRY.PREVIOUS_HASH),
                row.get(ENTRY.HASH));
    }

    AuditEntry entry() {
        return new AuditEntry(
                number,
                at.toInstant(),
                actor,
                action,
                objectType,
                objectId,
                Optional.ofNullable(address).map(HostAddress::parse),
                reason,
                requestId,
                details,
                hex(hash));
    }

    static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
