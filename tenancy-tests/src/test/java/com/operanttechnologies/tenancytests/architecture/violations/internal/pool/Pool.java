package com.operanttechnologies.tenancytests.architecture.violations.internal.pool;

public final class Pool {}
