package com.operanttechnologies.migrations.cli;

/** What {@code operant-db} ends with; part of its contract with scripts. */
final class ExitCode {

    static final int OK = 0;
    static final int FINDINGS = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int FAILED = 4;

    private ExitCode() {}
}
