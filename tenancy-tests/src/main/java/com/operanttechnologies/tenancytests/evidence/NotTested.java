package com.operanttechnologies.tenancytests.evidence;

/**
 * Something that the run did not test.
 *
 * @param what an attack, a rule or a promise, with its id
 * @param reason why not, and who tests it
 */
public record NotTested(String what, String reason) {}
