package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.tenancytests.mutation.Fate;
import java.util.List;

/**
 * A careless change to a copy of the database, and who noticed it.
 *
 * @param kind what was changed
 * @param target the table, function or role, or {@code database}
 * @param change the SQL of the change
 * @param state what became of it
 * @param rules the rules of the gate that found it
 * @param attacks the attack that noticed it; empty when the gate had found it and it wasn't attacked any more
 * @param refusal what PostgreSQL refused it with; empty when it was made
 */
public record MutantResult(
        String kind,
        String target,
        List<String> change,
        State state,
        List<String> rules,
        List<String> attacks,
        String refusal) {

    /** What became of a mutant. */
    public enum State {
        /** The gate or an attack noticed it. */
        KILLED,
        /** Nobody did. */
        SURVIVED,
        /** PostgreSQL didn't let it be made. */
        IMPOSSIBLE
    }

    public MutantResult {
        change = List.copyOf(change);
        rules = List.copyOf(rules);
        attacks = List.copyOf(attacks);
    }

    static MutantResult of(Fate fate) {
        State state = fate.survived() ? State.SURVIVED : fate.made() ? State.KILLED : State.IMPOSSIBLE;
        return new MutantResult(
                fate.mutant().kind(),
                fate.mutant().target(),
                fate.mutant().change(),
                state,
                fate.rules(),
                fate.attacks(),
                fate.impossible());
    }
}
