package com.operanttechnologies.persistence.gateway;

import java.util.UUID;

/**
 * An account that an email address may sign in to, once its password has been verified under the Customer's scope.
 *
 * @param customerId the Customer
 * @param accountId the account there
 */
public record SignInCandidate(UUID customerId, UUID accountId) {}
