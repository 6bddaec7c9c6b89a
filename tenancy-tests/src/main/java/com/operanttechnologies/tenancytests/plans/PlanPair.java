package com.operanttechnologies.tenancytests.plans;

/**
 * Two plans of one statement.
 *
 * @param situation how both came about
 * @param isolated as the role that issued it, under the policies
 * @param plain as a superuser, whom no policy concerns: the same statement, filtered by hand
 */
record PlanPair(Situation situation, PlanNode isolated, PlanNode plain) {}
