/**
 * The isolation suite: attacks, what they are tried on, what is expected, and what was observed.
 *
 * <h2>To write an attack</h2>
 *
 * <p>There are two Customers, A who attacks and B whose rows A is after. Each has a row in every table of an
 * {@link com.operanttechnologies.tenancytests.attack.Arena}. An {@link
 * com.operanttechnologies.tenancytests.attack.Attack} says, for a {@link
 * com.operanttechnologies.tenancytests.attack.Target} or for the database as a whole, what A sends, and which answers
 * are right, which {@link com.operanttechnologies.tenancytests.attack.Expect} has the usual ones of:
 *
 * <pre>{@code
 * Attack.onTables("SIG-2", "rows of B by their key", target -> target.attackerCommits(
 *         Expect.nothing(),
 *         "select * from " + target.sql() + " where " + target.prey().isThisRow()))
 * }</pre>
 *
 * <p>A has the password of the runtime role and a token of its own scope, and nothing of B's but the ids and values
 * that the attack itself puts into a statement. Before each try, A's own row has to be visible to A, so that a database
 * that refuses everything doesn't pass. After each, B's rows are compared from outside of row-level security, and the
 * answer is searched for B's values; either breaches, whatever was expected. What came of it is an
 * {@link com.operanttechnologies.tenancytests.attack.Outcome} with a
 * {@link com.operanttechnologies.tenancytests.attack.Verdict}; what could not be tried is a failure.
 *
 * <p>One thread at a time works with an arena and what belongs to it.
 */
@NullMarked
package com.operanttechnologies.tenancytests.attack;

import org.jspecify.annotations.NullMarked;
