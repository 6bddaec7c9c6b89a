package com.operanttechnologies.tenancytests.tour;

/**
 * One thing that the attacker tried.
 *
 * @param way how the attacker got there
 * @param tried what was tried, in words or SQL
 * @param answer what came back
 * @param held whether nothing of the other Customer was read or changed
 */
record Attempt(String way, String tried, String answer, boolean held) {}
