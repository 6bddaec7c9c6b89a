package com.operanttechnologies.tenancytests.architecture.conforming.relay.internal;

public final class Pairing {
    public static final int LENGTH = "12345678".length();
}
