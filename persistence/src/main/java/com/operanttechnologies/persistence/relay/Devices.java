package com.operanttechnologies.persistence.relay;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.gateway.SecretKind;
import java.util.Optional;

/**
 * How a paired device signs in (RLY-1): its token names the Customer and the screen before a Customer is known. What
 * the screen should show is then {@link DeploymentRepository#shown}.
 *
 * <p>Safe for use by several threads.
 */
public final class Devices {

    private final TenantDatabase database;

    public Devices(TenantDatabase database) {
        this.database = database;
    }

    /**
     * The device of a token.
     *
     * @param requestId the caller's own id of the request, for logs
     * @return nothing when the token is wrong, expired or revoked: all look alike
     */
    public Optional<Device> signIn(String token, String requestId) {
        return database.gateway()
                .resolve(SecretKind.DEVICE, token)
                .map(found -> new Device(TenantScope.job(found.customerId(), "device", requestId), found.subjectId()));
    }
}
