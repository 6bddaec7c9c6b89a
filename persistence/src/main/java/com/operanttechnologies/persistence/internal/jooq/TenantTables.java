package com.operanttechnologies.persistence.internal.jooq;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The tenant tables of a database, as {@code tenancy.tenant_table} registers them. Names are compared as PostgreSQL
 * stores them, so {@code Dashboard} is not {@code dashboard}. Immutable.
 */
public final class TenantTables {

    private final Map<String, Set<String>> schemasByTable;

    private TenantTables(Map<String, Set<String>> schemasByTable) {
        this.schemasByTable = schemasByTable;
    }

    /**
     * Takes tables by qualified name.
     *
     * @param qualifiedNames {@code schema.table} each, unquoted
     * @throws IllegalArgumentException when a name is anything else
     */
    public static TenantTables of(Collection<String> qualifiedNames) {
        Map<String, Set<String>> schemas = new HashMap<>();
        for (String name : qualifiedNames) {
            int dot = name.indexOf('.');
            if (dot < 1 || dot != name.lastIndexOf('.') || dot == name.length() - 1) {
                throw new IllegalArgumentException("Tenant table must be named schema.table, got " + name);
            }
            schemas.computeIfAbsent(name.substring(dot + 1), table -> new HashSet<>())
                    .add(name.substring(0, dot));
        }
        schemas.replaceAll((table, in) -> Set.copyOf(in));
        return new TenantTables(Map.copyOf(schemas));
    }

    /** Whether the table is a tenant table. */
    public boolean contains(String schema, String table) {
        return schemasByTable.getOrDefault(table, Set.of()).contains(schema);
    }

    /** Whether tenant tables in several schemas have this name, so that the name alone says too little. */
    boolean isAmbiguous(String table) {
        return schemasByTable.getOrDefault(table, Set.of()).size() > 1;
    }
}
