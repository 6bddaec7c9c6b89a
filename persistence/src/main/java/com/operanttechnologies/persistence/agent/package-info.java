/**
 * Agent: email follow-up. Contacts, sequences and messages that a worker sends (AGT-1), and addresses that nothing is
 * sent to (AGT-2).
 *
 * <p>A repository belongs to the session it was made with: use it inside that session's lambda, on that thread. No
 * argument or result is null. What belongs to another Customer is treated as what doesn't exist. {@link
 * MessageDispatcher} opens sessions of its own.
 */
@NullMarked
package com.operanttechnologies.persistence.agent;

import org.jspecify.annotations.NullMarked;
