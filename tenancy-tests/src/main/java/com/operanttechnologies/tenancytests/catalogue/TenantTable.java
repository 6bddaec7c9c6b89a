package com.operanttechnologies.tenancytests.catalogue;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A table that holds rows of Customers.
 *
 * @param name its name
 * @param partition whether it is a partition, so that its rows belong to its parent
 * @param columns its columns, in order
 * @param keys its primary key and its other unique keys
 * @param foreignKeys its foreign keys
 * @param checks conditions on its rows
 * @param privileges what the runtime role may do with it
 */
public record TenantTable(
        TableName name,
        boolean partition,
        List<Column> columns,
        List<UniqueKey> keys,
        List<ForeignKey> foreignKeys,
        List<Check> checks,
        Set<Privilege> privileges) {

    /** The column that says whose row it is. */
    public static final String CUSTOMER = "customer_id";

    public TenantTable {
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
        foreignKeys = List.copyOf(foreignKeys);
        checks = List.copyOf(checks);
        privileges = Set.copyOf(privileges);
    }

    /** The same table with other columns. */
    public TenantTable withColumns(List<Column> others) {
        return new TenantTable(name, partition, others, keys, foreignKeys, checks, privileges);
    }

    /** Whether the runtime role may do this. */
    public boolean allows(Privilege privilege) {
        return privileges.contains(privilege);
    }

    /** Whether the column is a member of the primary key, a unique key or a foreign key. */
    public boolean isKey(String column) {
        return keys.stream().anyMatch(key -> key.columns().contains(column))
                || foreignKeys.stream().anyMatch(key -> key.columns().contains(column));
    }

    /** The columns of the primary key; without one, of any unique key; without any, all columns. */
    public List<String> identity() {
        return keys.stream()
                .filter(UniqueKey::primary)
                .findFirst()
                .or(() -> keys.stream().findFirst())
                .map(UniqueKey::columns)
                .orElseGet(() -> columns.stream().map(Column::name).toList());
    }

    /** Whether whoever fills the table may give the column a value; otherwise it is left to its default. */
    public boolean isGiven(String column) {
        return columns.stream()
                .filter(each -> each.name().equals(column))
                .anyMatch(each -> !each.generated() && (each.insertable() || isForTheDatabaseToFill(each)));
    }

    /**
     * Where nobody may insert, the database does, by a function of its own; what it computes by default is left to
     * that.
     */
    private boolean isForTheDatabaseToFill(Column column) {
        return !allows(Privilege.INSERT)
                && (column.defaultValue() == null || column.name().equals(CUSTOMER));
    }

    /** Foreign keys that say more than the Customer, and whose values are given. */
    public List<ForeignKey> parents() {
        return foreignKeys.stream()
                .filter(key ->
                        key.columns().size() > 1 && key.columns().stream().allMatch(this::isGiven))
                .toList();
    }

    /** Whether whoever changes the table may give the column another value. */
    public boolean isChangeable(String column) {
        return columns.stream()
                .filter(each -> each.name().equals(column))
                .anyMatch(each -> !each.generated() && (each.updatable() || !allows(Privilege.UPDATE)));
    }

    /** These columns, and those that share a condition with one of them or of those, the Customer apart. */
    public List<String> tiedTo(List<String> some) {
        Set<String> tied = new LinkedHashSet<>(some);
        boolean grows = true;
        while (grows) {
            grows = false;
            for (Check check : checks) {
                if (check.columns().stream().anyMatch(column -> !column.equals(CUSTOMER) && tied.contains(column))) {
                    grows |= tied.addAll(check.columns().stream()
                            .filter(column -> !column.equals(CUSTOMER))
                            .toList());
                }
            }
        }
        return List.copyOf(tied);
    }

    /** A column to update without changing anything that matters: no key where there's a choice. */
    public String plainColumn() {
        List<String> changeable =
                columns.stream().map(Column::name).filter(this::isChangeable).toList();
        return changeable.stream()
                .filter(column -> !isKey(column))
                .findFirst()
                .or(() -> changeable.stream().findFirst())
                .orElse(CUSTOMER);
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
