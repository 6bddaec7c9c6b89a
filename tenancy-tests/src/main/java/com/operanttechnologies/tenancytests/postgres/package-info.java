/** Which PostgreSQL the suite runs on: embedded, in a container, or one that is already there. */
@NullMarked
package com.operanttechnologies.tenancytests.postgres;

import org.jspecify.annotations.NullMarked;
