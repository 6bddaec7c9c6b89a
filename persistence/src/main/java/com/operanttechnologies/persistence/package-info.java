/**
 * The data access layer that product teams depend on: open a {@link
 * com.operanttechnologies.persistence.TenantDatabase}, name a {@link
 * com.operanttechnologies.persistence.TenantScope}, and work in a {@link
 * com.operanttechnologies.persistence.TenantSession} that can reach that Customer and no other.
 */
@NullMarked
package com.operanttechnologies.persistence;

import org.jspecify.annotations.NullMarked;
