package com.operanttechnologies.persistence.internal.jooq;

import com.operanttechnologies.persistence.internal.bind.ServerErrors;
import java.sql.Connection;
import java.util.UUID;
import org.jooq.*;
import org.jooq.impl.*;

public final class SessionConfiguration {
    public static Configuration scoped(Connection c, TenantTables t, UUID id, ServerErrors e) {
        return unscoped(c, e);
    }

    public static Configuration unscoped(Connection c, ServerErrors e) {
        return new DefaultConfiguration().set(c).set(SQLDialect.POSTGRES).set((ExecuteListener)
                new TranslatingListener(e));
    }
}
