package com.operanttechnologies.persistence.agent;

import java.time.Instant;
import java.util.UUID;

/**
 * A place in a list of messages.
 *
 * @param dueAt of the last message of the page before
 * @param messageId of the same; tells messages of one moment apart
 */
public record MessageCursor(Instant dueAt, UUID messageId) {}
