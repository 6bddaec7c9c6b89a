package com.operanttechnologies.tenancytests.benchmark;

/** One call of an operation, made ready. */
@FunctionalInterface
interface Call {

    /** Returns the rows that it read, or how many it wrote. */
    Object run();
}
