package com.operanttechnologies.persistence.monitoring;

import java.util.UUID;

/**
 * One of the Customers with the most sessions. Immutable.
 *
 * <p>Only so many Customers are counted at a time, so a count may include sessions of others: the true one is between
 * {@code sessions - overcount} and {@code sessions}.
 *
 * @param customerId whose sessions
 * @param sessions how many since the opening, at most
 * @param overcount how many of them may be others'
 */
public record BusyCustomer(UUID customerId, long sessions, long overcount) {}
