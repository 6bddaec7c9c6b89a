package com.operanttechnologies.persistence.relay;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import java.util.Optional;

/**
 * The device's side of pairing (RLY-1): it is signed out, and has nothing but the code that a person typed.
 *
 * <p>Two steps, each in a transaction of its own: the gateway uses the code up and counts the try, which must stay when
 * the rest fails; then the screen and its token are made, exactly once. Should the application stop between the two,
 * the code is used up and no screen was made: the offer then expires, and a new one must be made.
 *
 * <p>Safe for use by several threads.
 */
public final class Pairing {

    private final TenantDatabase database;

    public Pairing(TenantDatabase database) {
        this.database = database;
    }

    /**
     * Pairs a device by the code that was typed at it.
     *
     * @param code hyphens, spaces and lower case don't matter, nor O for 0, or I and L for 1
     * @param client who claims, as the application knows it: the address it comes from. Its wrong codes are counted.
     * @param requestId the caller's own id of the request, for logs
     * @return nothing when the code is wrong, expired, used, cancelled or unknown: all look alike
     * @throws com.operanttechnologies.persistence.error.TooManyAttemptsException when the client has tried too often
     */
    public Optional<PairedDevice> pair(String code, String client, String requestId) {
        return database.gateway()
                .claimPairing(code, client)
                .flatMap(claimed -> database.<Optional<PairedDevice>>transact(
                        TenantScope.job(claimed.customerId(), "pairing", requestId),
                        session -> new PairingRepository(session).complete(claimed.subjectId())));
    }
}
