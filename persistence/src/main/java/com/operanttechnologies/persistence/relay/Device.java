package com.operanttechnologies.persistence.relay;

import com.operanttechnologies.persistence.TenantScope;
import java.util.UUID;

/**
 * A device that has signed in.
 *
 * @param scope of the Customer whose screen it is; acts as the job {@code device}
 * @param screenId which screen it is: what it may ask for and report about
 */
public record Device(TenantScope scope, UUID screenId) {}
