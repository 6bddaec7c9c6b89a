package com.operanttechnologies.persistence.monitoring;

/**
 * The connection pool at one moment. Immutable.
 *
 * @param active connections that a session holds now
 * @param idle connections that wait for a session
 * @param waiting threads that wait for a connection; more than 0 for long means that the pool is too small, or that
 *     sessions do too much
 * @param size connections that there may be, as configured
 */
public record PoolState(int active, int idle, int waiting, int size) {}
