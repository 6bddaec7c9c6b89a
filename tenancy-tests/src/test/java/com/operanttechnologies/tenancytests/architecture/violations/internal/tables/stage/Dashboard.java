package com.operanttechnologies.tenancytests.architecture.violations.internal.tables.stage;

public final class Dashboard {}
