package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Who acts for which Customer. Immutable; what {@link TenantDatabase} binds a session to.
 *
 * @param customerId the Customer (tenant organisation)
 * @param actor who acts: {@code account:<id>}, {@code job:<name>} or {@code signup}; recorded where the database keeps
 *     who did what
 * @param requestId the caller's own id of the request, for logs; never sent to the database
 */
public record TenantScope(UUID customerId, String actor, String requestId) {

    private static final int LONGEST = 100;
    private static final Pattern JOB_NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Pattern ACTOR = Pattern.compile("account:[0-9a-f-]{36}|job:[a-z][a-z0-9-]{0,62}|signup");

    public TenantScope {
        Objects.requireNonNull(customerId, "customerId");
        if (!ACTOR.matcher(actor).matches()) {
            throw new InvalidInputException("Actor of a scope must be account:<uuid>, job:<name> or signup; take"
                    + " TenantScope.account, TenantScope.job or TenantScope.signUp");
        }
        if (requestId.isEmpty() || requestId.length() > LONGEST) {
            throw new InvalidInputException("Request id of a scope must have 1 to " + LONGEST + " characters, has "
                    + requestId.length() + "; take a UUID or the trace id");
        }
    }

    /** A signed-in person's request. */
    public static TenantScope account(UUID customerId, UUID accountId, String requestId) {
        return new TenantScope(customerId, "account:" + accountId, requestId);
    }

    /**
     * A background job's work for one Customer.
     *
     * @param name lower-case letters, digits and hyphens, at most 63 characters
     * @throws InvalidInputException when the name is anything else
     */
    public static TenantScope job(UUID customerId, String name, String requestId) {
        if (!JOB_NAME.matcher(name).matches()) {
            throw new InvalidInputException(
                    "Job name of a scope must be lower-case letters, digits and hyphens, at most 63 characters");
        }
        return new TenantScope(customerId, "job:" + name, requestId);
    }

    /** Somebody who is about to create the Customer. */
    public static TenantScope signUp(UUID newCustomerId, String requestId) {
        return new TenantScope(newCustomerId, "signup", requestId);
    }
}
