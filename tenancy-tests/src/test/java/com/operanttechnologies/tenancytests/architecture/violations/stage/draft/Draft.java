package com.operanttechnologies.tenancytests.architecture.violations.stage.draft;

public final class Draft {
    public static final int NUMBER = "draft".length();
}
