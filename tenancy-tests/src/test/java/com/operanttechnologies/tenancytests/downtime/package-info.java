/** Migrations that nobody notices who works on the tables meanwhile. */
@NullMarked
package com.operanttechnologies.tenancytests.downtime;

import org.jspecify.annotations.NullMarked;
