package com.operanttechnologies.persistence.panel.email;

/**
 * Whether an account receives a topic.
 *
 * @param subscribed as the account has chosen, or the topic's default
 * @param version optimistic lock: what {@link EmailPreferenceRepository#subscribe} expects; {@value #NEVER_CHOSEN}
 *     while the account has chosen nothing
 */
public record EmailPreference(EmailTopic topic, boolean subscribed, long version) {

    /** The version of a default. */
    public static final long NEVER_CHOSEN = 0;
}
