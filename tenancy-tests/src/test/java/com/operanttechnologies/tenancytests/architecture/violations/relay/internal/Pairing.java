package com.operanttechnologies.tenancytests.architecture.violations.relay.internal;

public final class Pairing {
    public static final int LENGTH = "12345678".length();
}
