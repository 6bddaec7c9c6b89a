package com.operanttechnologies.tenancytests.benchmark;

import java.util.UUID;

/** A screen as every variant has to read it. */
record ScreenRow(UUID id, String name, String location, String state) {}
