package com.operanttechnologies.persistence.relay;

import com.operanttechnologies.persistence.crypto.IssuedSecret;

/**
 * An offer that was just made.
 *
 * @param offer the offer
 * @param code what is typed at the device, such as {@code 7K2QF-0XW9M}; handed out here and nowhere else
 */
public record OfferedCode(Offer offer, IssuedSecret code) {}
