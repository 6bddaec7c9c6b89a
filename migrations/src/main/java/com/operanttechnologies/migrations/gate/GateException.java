package com.operanttechnologies.migrations.gate;

import java.io.Serial;

/** A database breaks rules of the gate. Its message names all of them, and the SQL that mends each. */
public final class GateException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient GateReport report;

    /**
     * A failure by a report.
     *
     * @param what what failed by it, in a sentence
     * @param report what was found
     */
    public GateException(String what, GateReport report) {
        super(what + "\n\n" + report);
        this.report = report;
    }

    /** What was found. */
    public GateReport report() {
        return report;
    }
}
