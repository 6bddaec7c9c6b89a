package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DATA_SOURCE;

import java.util.List;
import org.jooq.Record;
import org.jooq.SelectField;

/** How rows of stage.data_source are read: never with their secret, as what isn't asked for can't leak. */
final class SourceRow {

    static final List<SelectField<?>> DESCRIPTION = List.of(
            DATA_SOURCE.DATA_SOURCE_ID,
            DATA_SOURCE.NAME,
            DATA_SOURCE.KIND,
            DATA_SOURCE.SETTINGS,
            DATA_SOURCE.CREATED_AT,
            DATA_SOURCE.UPDATED_AT,
            DATA_SOURCE.VERSION);

    private SourceRow() {}

    static DataSource source(Record row) {
        return new DataSource(
                row.get(DATA_SOURCE.DATA_SOURCE_ID),
                row.get(DATA_SOURCE.NAME),
                row.get(DATA_SOURCE.KIND),
                row.get(DATA_SOURCE.SETTINGS).data(),
                row.get(DATA_SOURCE.CREATED_AT).toInstant(),
                row.get(DATA_SOURCE.UPDATED_AT).toInstant(),
                row.get(DATA_SOURCE.VERSION));
    }
}
