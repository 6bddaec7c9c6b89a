package com.operanttechnologies.persistence.analytics;

/**
 * A group of one Customer's usage of one day.
 *
 * @param kind request, feature or error
 * @param name which one
 * @param country ISO 3166-1 alpha-2; empty where it is unknown
 * @param events how many, from 1
 * @param accounts of how many different accounts, at most {@code events}
 */
public record UsageSum(String kind, String name, String country, long events, long accounts) {}
