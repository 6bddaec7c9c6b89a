package com.operanttechnologies.tenancytests.evidence;

import java.util.List;

/** What doesn't come from a run: requirements as we read them, what remains, and the catalogue of attacks. */
final class Readings {

    /**
     * A kind of attack.
     *
     * @param id its id
     * @param attack what is tried
     * @param answer how isolation is meant to answer
     */
    record Kind(String id, String attack, String answer) {}

    private Readings() {}

    static List<Reading> standards() {
        return EvidenceResource.rows("readings.txt", 5).stream()
                .map(row -> new Reading(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4)))
                .toList();
    }

    static List<Risk> risks() {
        return EvidenceResource.rows("risks.txt", 3).stream()
                .map(row -> new Risk(row.get(0), row.get(1), row.get(2)))
                .toList();
    }

    static List<Kind> attacks() {
        return EvidenceResource.rows("attacks.txt", 3).stream()
                .map(row -> new Kind(row.get(0), row.get(1), row.get(2)))
                .toList();
    }
}
