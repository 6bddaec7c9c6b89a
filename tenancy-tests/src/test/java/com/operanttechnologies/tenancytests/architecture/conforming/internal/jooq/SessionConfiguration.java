package com.operanttechnologies.tenancytests.architecture.conforming.internal.jooq;

import org.jooq.Configuration;
import org.jooq.SQLDialect;
import org.jooq.impl.DefaultConfiguration;

public final class SessionConfiguration {
    public Configuration make() {
        return new DefaultConfiguration().set(SQLDialect.POSTGRES);
    }
}
