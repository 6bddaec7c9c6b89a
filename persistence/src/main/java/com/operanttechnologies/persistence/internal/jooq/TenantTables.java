package com.operanttechnologies.persistence.internal.jooq;

import java.util.Set;

public final class TenantTables {
    private final Set<String> names;

    private TenantTables(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    public static TenantTables of(Set<String> names) {
        return new TenantTables(names);
    }

    public boolean contains(String schema, String table) {
        return names.contains(schema + "." + table);
    }
}
