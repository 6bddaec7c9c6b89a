package com.operanttechnologies.tenancytests.evidence;

/** What a run comes to, the worst first. */
public enum Conclusion {
    /** An attack got through, a rule is broken, a mutant survived, or a test of a promise failed. */
    FOUND,
    /** Nothing of that kind, but not everything that was to be tried could be. */
    INCOMPLETE,
    /** Everything that was tried held. */
    NOTHING_FOUND;

    static Conclusion of(Figures figures) {
        if (figures.found() > 0) {
            return FOUND;
        }
        return figures.couldNotAttack() > 0 ? INCOMPLETE : NOTHING_FOUND;
    }
}
