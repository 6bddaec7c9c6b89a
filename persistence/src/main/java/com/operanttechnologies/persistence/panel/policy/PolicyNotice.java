package com.operanttechnologies.persistence.panel.policy;

import java.time.Instant;

/**
 * That the Customer was told of a version.
 *
 * @param version which one; {@link PolicyVersion#version()}
 * @param sentAt by the database's clock; microseconds, as all times here
 * @param effectiveAt from when it is in force for this Customer, as the notice says; of several the last date counts
 */
public record PolicyNotice(int version, PolicyChannel channel, Instant sentAt, Instant effectiveAt) {}
