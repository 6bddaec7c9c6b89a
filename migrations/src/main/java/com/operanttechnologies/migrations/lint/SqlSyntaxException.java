package com.operanttechnologies.migrations.lint;

import java.io.Serial;

/** SQL that has no tokens: something in it isn't closed. */
final class SqlSyntaxException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;

    SqlSyntaxException(String what, int line) {
        super(what);
        this.line = line;
    }

    int line() {
        return line;
    }
}
