package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.persistence.gateway.Gateway;
import com.operanttechnologies.persistence.internal.input.Require;
import java.time.Duration;

/**
 * How a dispatcher works.
 *
 * @param customers Customers of a round, 1 to 1,000
 * @param batch messages of each of them in a round, 1 to 100, so that a large Customer doesn't keep the others waiting
 * @param lease for how long a message is held, renewed right before it is sent; longer than the sender takes for one
 *     message, at most 1 hour
 * @param unsubscribeLife how long the unsubscribe link of a message works, at most three years
 */
public record DispatchSettings(int customers, int batch, Duration lease, Duration unsubscribeLife) {

    /**
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when one is out of its bounds
     */
    public DispatchSettings {
        Require.number("Customers of a round", customers, 1, Gateway.MOST_CUSTOMERS);
        Require.number("Messages of a batch", batch, 1, MessageClaims.MOST_MESSAGES);
        Require.duration("Lease of a claim", lease, MessageClaims.LONGEST_LEASE);
        Require.duration("Life of an unsubscribe link", unsubscribeLife, SuppressionRepository.LONGEST_LINK);
    }

    /** 100 Customers, 20 messages of each, 2 minutes to send one, and links that work for a year. */
    public static DispatchSettings defaults() {
        return new DispatchSettings(100, 20, Duration.ofMinutes(2), Duration.ofDays(366));
    }
}
