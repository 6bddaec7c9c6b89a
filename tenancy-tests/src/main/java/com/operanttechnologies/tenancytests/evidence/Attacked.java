package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.tenancytests.attack.Outcome;

/** An outcome, and the run that it is of. */
record Attacked(AttackRun run, Outcome outcome) {

    String id() {
        return outcome.id();
    }

    String target() {
        return outcome.target();
    }

    Sign sign() {
        return Sign.of(outcome.verdict());
    }

    /** Whether its target is a table or partition. */
    boolean onTable() {
        return outcome.target().contains(".");
    }
}
