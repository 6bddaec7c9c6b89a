package com.operanttechnologies.tenancytests.evidence;

/**
 * A requirement of a standard, as we read it: no auditor has confirmed it.
 *
 * @param standard the standard
 * @param id the requirement's id there
 * @param requirement what it asks for, in our words
 * @param evidence what on this page answers it
 * @param beyond what of it lies outside of this project
 */
public record Reading(String standard, String id, String requirement, String evidence, String beyond) {}
