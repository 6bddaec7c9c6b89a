package com.operanttechnologies.tenancytests.architecture.conforming.internal.tables.stage;

import java.util.UUID;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** As generated: a default is text in the metadata, and nobody wrote it. */
public final class Dashboard {
    public static final Dashboard DASHBOARD = new Dashboard();
    public static final Field<UUID> CUSTOMER_ID = DSL.field(DSL.raw("customer_id"), SQLDataType.UUID);
}
