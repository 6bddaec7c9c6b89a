package com.operanttechnologies.tenancytests.evidence;

/**
 * What remains.
 *
 * @param what what can be done
 * @param who who could
 * @param limits what limits it
 */
public record Risk(String what, String who, String limits) {}
