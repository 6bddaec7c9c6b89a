package com.operanttechnologies.persistence.agent;

import java.time.Instant;
import java.util.UUID;

/**
 * A place in the list of a contact's enrolments.
 *
 * @param enrolledAt of the last enrolment of the page before
 * @param enrolmentId of the same; tells enrolments of one moment apart
 */
public record EnrolmentCursor(Instant enrolledAt, UUID enrolmentId) {}
