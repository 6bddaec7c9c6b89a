package com.operanttechnologies.tenancytests.mutation;

import java.util.List;

/**
 * One careless change to a database.
 *
 * @param kind what is changed, such as {@code policy dropped}; mutants of one kind differ in their target
 * @param target the table, function or role that is changed, or {@code database}
 * @param change the change, as a superuser makes it
 * @param undo takes back what reaches beyond the database, as a change of a role does; empty when the change is gone
 *     with the database
 */
public record Mutant(String kind, String target, List<String> change, List<String> undo) {

    /** Stands in SQL for the login of the runtime role: each copy of a database has its own. */
    static final String LOGIN = "<login>";

    /** What is changed that is no table. */
    public static final String DATABASE = "database";

    public Mutant {
        change = List.copyOf(change);
        undo = List.copyOf(undo);
    }

    static Mutant of(String kind, String target, String... change) {
        return new Mutant(kind, target, List.of(change), List.of());
    }

    static Mutant ofCluster(String kind, String target, String change, String undo) {
        return new Mutant(kind, target, List.of(change), List.of(undo));
    }

    /** Such as {@code policy tenant dropped · stage.dashboard}. */
    @Override
    public String toString() {
        return kind + " · " + target;
    }
}
