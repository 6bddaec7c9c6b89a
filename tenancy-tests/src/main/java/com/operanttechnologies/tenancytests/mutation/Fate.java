package com.operanttechnologies.tenancytests.mutation;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * What became of a mutant. It is killed when the gate or an attack notices it, and for that reason: the gate by a
 * finding that the database did not have before, an attack by a breach, or by showing that A can no longer do A's own
 * work.
 *
 * @param mutant the change
 * @param rules the rules of the gate that found it
 * @param attacks the first attack that noticed it, and what it saw
 * @param impossible why PostgreSQL refused the change itself, so that nobody can be as careless; empty when it didn't
 */
public record Fate(Mutant mutant, List<String> rules, List<String> attacks, String impossible) {

    public Fate {
        rules = List.copyOf(rules);
        attacks = List.copyOf(attacks);
    }

    static Fate of(Mutant mutant, List<String> rules, List<String> attacks) {
        return new Fate(mutant, rules, attacks, "");
    }

    static Fate impossible(Mutant mutant, SQLException refusal) {
        String message = Objects.requireNonNullElse(refusal.getMessage(), "")
                .lines()
                .findFirst()
                .orElse("");
        return new Fate(mutant, List.of(), List.of(), refusal.getSQLState() + " " + message);
    }

    /** Whether PostgreSQL let it be made. */
    public boolean made() {
        return impossible.isEmpty();
    }

    /** Whether it was made and nobody has noticed. */
    public boolean survived() {
        return made() && rules.isEmpty() && attacks.isEmpty();
    }

    @Override
    public String toString() {
        if (!made()) {
            return mutant + ": refused by PostgreSQL (" + impossible + ")";
        }
        return mutant + (survived() ? ": SURVIVED" : ": killed by " + killers());
    }

    private String killers() {
        String gate = rules.isEmpty() ? "" : "the gate (" + String.join(", ", rules) + ")";
        String suite = attacks.isEmpty() ? "" : attacks.get(0);
        return gate + (gate.isEmpty() || suite.isEmpty() ? "" : " and ") + suite;
    }
}
