/**
 * Relay: a Customer's screens. How a device becomes one, what screens report, when they fall silent, and what is
 * deployed to them. Devices come in through {@link com.operanttechnologies.persistence.relay.Pairing} and {@link
 * com.operanttechnologies.persistence.relay.Devices}; all else is repositories of a session.
 */
@NullMarked
package com.operanttechnologies.persistence.relay;

import org.jspecify.annotations.NullMarked;
