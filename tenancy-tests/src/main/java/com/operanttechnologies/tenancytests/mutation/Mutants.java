package com.operanttechnologies.tenancytests.mutation;

import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every mutant of a database, made up from its catalogue. */
public final class Mutants {

    private Mutants() {}

    /**
     * All of them: of each policy, table, partition, key, function, role and grant.
     *
     * @param arena an arena on the database
     * @throws SQLException when the server fails
     * @throws IllegalStateException when a function's source is no longer what a mutant replaces a part of
     */
    public static List<Mutant> of(Arena arena) throws SQLException {
        List<Mutant> mutants = new ArrayList<>();
        try (Connection administrator = arena.database().administrator().connect()) {
            mutants.addAll(PolicyMutants.of(administrator));
            for (TenantTable table : arena.tables()) {
                mutants.addAll(TableMutants.of(table));
                mutants.addAll(KeyMutants.of(table));
            }
            mutants.addAll(FunctionMutants.of(administrator));
            mutants.addAll(LifecycleMutants.of(administrator));
            mutants.addAll(GrantMutants.of(administrator));
            for (String schema : schemas(administrator)) {
                mutants.add(GrantMutants.schemaOwner(schema));
            }
            mutants.addAll(RoleMutants.of(administrator));
        }
        return mutants;
    }

    /** One mutant of each kind, spread over the targets: what there is time for in every build. */
    public static List<Mutant> sample(List<Mutant> mutants) {
        Map<String, List<Mutant>> kinds = new LinkedHashMap<>();
        for (Mutant mutant : mutants) {
            kinds.computeIfAbsent(general(mutant.kind()), kind -> new ArrayList<>())
                    .add(mutant);
        }
        List<Mutant> sample = new ArrayList<>();
        kinds.values().forEach(same -> sample.add(same.get(sample.size() % same.size())));
        return sample;
    }

    /** The kind without what it says of one target alone. */
    private static String general(String kind) {
        int detail = kind.indexOf(": ");
        return detail < 0 ? kind : kind.substring(0, detail);
    }

    private static List<String> schemas(Connection administrator) throws SQLException {
        List<String> schemas = new ArrayList<>();
        try (Statement statement = administrator.createStatement();
                ResultSet row = statement.executeQuery("select nspname from pg_namespace"
                        + " where nspname !~ '^pg_' and nspname not in ('information_schema', 'public') order by 1")) {
            while (row.next()) {
                schemas.add(row.getString(1));
            }
        }
        return schemas;
    }
}
