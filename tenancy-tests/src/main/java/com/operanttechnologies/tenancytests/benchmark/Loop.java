package com.operanttechnologies.tenancytests.benchmark;

/**
 * A loop of the JVM without a database, as JMH has measured it.
 *
 * @param name what is done once
 * @param nanos median time of one, in nanoseconds, and its quartiles over the iterations
 * @param iterations how many were measured
 */
record Loop(String name, Spread nanos, int iterations) {}
