/** What became of a batch of telemetry or usage: shared by Relay and Usage. */
@NullMarked
package com.operanttechnologies.persistence.batch;

import org.jspecify.annotations.NullMarked;
