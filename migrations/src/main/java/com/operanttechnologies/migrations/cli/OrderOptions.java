package com.operanttechnologies.migrations.cli;

import picocli.CommandLine.Option;

/** Who gave the order and why: what is recorded of every move. */
final class OrderOptions {

    @Option(names = "--ordered-by", required = true, paramLabel = "PERSON", description = "Who gave the order.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String orderedBy;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; it is kept.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String reason;

    String orderedBy() {
        return orderedBy;
    }

    String reason() {
        return reason;
    }
}
