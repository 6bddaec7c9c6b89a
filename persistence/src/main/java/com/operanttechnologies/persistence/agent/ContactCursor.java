package com.operanttechnologies.persistence.agent;

import java.util.UUID;

/**
 * A place in the list of contacts by name.
 *
 * @param displayName of the last contact of the page before
 * @param contactId of the same; tells contacts of one name apart
 */
public record ContactCursor(String displayName, UUID contactId) {}
