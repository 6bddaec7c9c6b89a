package com.operanttechnologies.persistence.gateway;

import java.util.UUID;

/**
 * What a secret stands for.
 *
 * @param customerId the Customer that issued it
 * @param subjectId what it identifies there; {@link SecretKind} says of which sort
 */
public record GatewaySubject(UUID customerId, UUID subjectId) {}
