package com.operanttechnologies.persistence.relay;

import com.operanttechnologies.persistence.crypto.IssuedSecret;
import java.time.Instant;
import java.util.UUID;

/**
 * A device that was just let in.
 *
 * @param customerId the Customer whose screen it is now
 * @param screenId which screen
 * @param token what the device signs in with, see {@link Devices}; handed out here and nowhere else
 * @param expiresAt until when, unless it is {@linkplain DeviceTokenRepository#renew renewed}
 */
public record PairedDevice(UUID customerId, UUID screenId, IssuedSecret token, Instant expiresAt) {}
