package com.operanttechnologies.tenancytests.mutation;

import com.operanttechnologies.tenancytests.catalogue.ForeignKey;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.catalogue.UniqueKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Unique keys and foreign keys without the Customer, foreign keys that are gone, that set columns, or that check
 * nothing.
 */
final class KeyMutants {

    private KeyMutants() {}

    static List<Mutant> of(TenantTable table) {
        List<Mutant> mutants = new ArrayList<>();
        if (table.partition()) {
            return mutants;
        }
        for (UniqueKey key : table.keys()) {
            List<String> rest = withoutCustomer(key.columns());
            // A key that is the Customer alone has nothing that could be everybody's.
            if (!rest.isEmpty()) {
                mutants.add(Mutant.of(
                        "unique key without the Customer: " + String.join(", ", rest),
                        table.toString(),
                        "create unique index careless on " + table.name().sql() + " (" + Sql.identifiers(rest) + ")"));
            }
        }
        for (ForeignKey key : table.foreignKeys()) {
            mutants.addAll(of(table, key));
        }
        return mutants;
    }

    private static List<Mutant> of(TenantTable table, ForeignKey key) {
        String alter = "alter table " + table.name().sql() + " ";
        String drop = alter + "drop constraint " + Sql.identifier(key.name());
        String again = alter + "add foreign key (" + Sql.identifiers(key.columns()) + ") references "
                + key.target().sql() + " (" + Sql.identifiers(key.targetColumns()) + ")";
        List<Mutant> mutants = new ArrayList<>();
        // One on the Customer's own row keeps nobody out: without it there can be rows of a Customer that isn't there,
        // whose
        // scope only the holder of a signing key seals. On the layer's own tables the gate misses it all the same.
        if (!withoutCustomer(key.columns()).isEmpty()) {
            mutants.add(Mutant.of("foreign key dropped: " + key.name(), table.toString(), drop));
        }
        mutants.add(Mutant.of(
                "foreign key sets to NULL: " + key.name(), table.toString(), drop, again + " on delete set null"));
        List<String> rest = withoutCustomer(key.columns());
        List<String> restOfTarget = withoutCustomer(key.targetColumns());
        if (!rest.isEmpty() && rest.size() == restOfTarget.size()) {
            mutants.add(Mutant.of(
                    "foreign key without the Customer: " + key.name(),
                    table.toString(),
                    "create unique index careless on " + key.target().sql() + " (" + Sql.identifiers(restOfTarget)
                            + ")",
                    drop,
                    alter + "add foreign key (" + Sql.identifiers(rest) + ") references "
                            + key.target().sql() + " (" + Sql.identifiers(restOfTarget) + ")"));
        }
        return mutants;
    }

    private static List<String> withoutCustomer(List<String> columns) {
        return columns.stream()
                .filter(column -> !column.equals(TenantTable.CUSTOMER))
                .toList();
    }
}
