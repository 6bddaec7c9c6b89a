package com.operanttechnologies.tenancytests.architecture.violations.internal.bind;

public final class Binder {}
