package com.operanttechnologies.tenancytests.benchmark;

import java.time.Instant;
import java.util.UUID;

/** What a screen shows, read from five tenant tables. */
record ShowingRow(UUID screenId, String screen, int viewportWidth, String dashboard, int number, Instant deployedAt) {}
