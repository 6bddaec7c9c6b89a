/** The benchmark's tables as entities of Hibernate ORM, which keeps Customers apart by {@code @TenantId}. */
@NullMarked
package com.operanttechnologies.tenancytests.benchmark.hibernate;

import org.jspecify.annotations.NullMarked;
