package com.operanttechnologies.persistence.panel.email;

import java.util.UUID;

/**
 * What a click on an unsubscribe link has brought about, for the page that says so.
 *
 * @param accountId who no longer receives the topic
 */
public record Unsubscribed(UUID accountId, EmailTopic topic) {}
