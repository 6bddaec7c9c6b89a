package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.GatewaySecrets;
import com.operanttechnologies.persistence.gateway.SecretKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The tokens that the devices of the Customer's screens sign in with (RLY-1). They are kept in the gateway alone,
 * hashed; {@link ScreenRepository#unpair} revokes them. As thread-bound as its session.
 */
public final class DeviceTokenRepository {

    /**
     * How long a token is good from when it was issued or renewed last: a screen may hang in a closed shop for months.
     */
    public static final Duration LIFE = Duration.ofDays(365);

    private final TenantSession session;
    private final GatewaySecrets secrets;

    public DeviceTokenRepository(TenantSession session) {
        this.session = session;
        this.secrets = new GatewaySecrets(session);
    }

    /**
     * Makes a token good for another {@linkplain #LIFE year}: for a device that signs in with it, now and then.
     *
     * @return until when; nothing when it has expired or was revoked
     */
    public Optional<Instant> renew(String token) {
        Instant expiresAt = RelayTime.now(session).plus(LIFE);
        return secrets.extend(SecretKind.DEVICE, token, expiresAt) ? Optional.of(expiresAt) : Optional.empty();
    }

    /**
     * Gives the device of a screen a new token, and revokes all that it had: for a device that changes its token
     * regularly, or whose token may be known to others.
     *
     * @throws NotFoundException when the Customer has no such screen
     * @throws InvalidInputException when the screen is unpaired
     */
    public PairedDevice replace(UUID screenId) {
        // Locked against unpairing and deleting, which wait for this token and then revoke it.
        String state = session.dsl()
                .select(SCREEN.STATE)
                .from(SCREEN)
                .where(SCREEN.SCREEN_ID.eq(screenId))
                .forNoKeyUpdate()
                .fetchOptional(SCREEN.STATE)
                .orElseThrow(() -> ScreenRepository.notFound(screenId));
        if (!state.equals("paired")) {
            throw new InvalidInputException("Screen " + screenId + " is unpaired; pair it again first");
        }
        secrets.revokeSubject(SecretKind.DEVICE, screenId);
        return issue(screenId);
    }

    /** A token for a screen whose row the transaction has locked. */
    PairedDevice issue(UUID screenId) {
        Instant expiresAt = RelayTime.now(session).plus(LIFE);
        return new PairedDevice(
                session.customerId(), screenId, secrets.issue(SecretKind.DEVICE, screenId, expiresAt), expiresAt);
    }
}
