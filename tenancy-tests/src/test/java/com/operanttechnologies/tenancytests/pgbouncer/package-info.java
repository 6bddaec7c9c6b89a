/** The layer behind a real PgBouncer in transaction mode. */
@NullMarked
package com.operanttechnologies.tenancytests.pgbouncer;

import org.jspecify.annotations.NullMarked;
