package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.tenancytests.attack.Outcome;
import java.util.List;

/**
 * Attacks on one database.
 *
 * @param name the database, in a word
 * @param description what it is, and as whom it was attacked
 * @param outcomes what came of each attack
 */
public record AttackRun(String name, String description, List<Outcome> outcomes) {

    public AttackRun {
        outcomes = List.copyOf(outcomes);
    }
}
