package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.persistence.gateway.EmailAddress;
import java.util.UUID;

/**
 * A place in the list of suppressions.
 *
 * @param email of the last suppression of the page before
 * @param suppressionId of the same; tells suppressions of one address apart
 */
public record SuppressionCursor(EmailAddress email, UUID suppressionId) {}
