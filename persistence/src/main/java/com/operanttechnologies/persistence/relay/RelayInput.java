package com.operanttechnologies.persistence.relay;

import com.operanttechnologies.persistence.internal.input.Require;

/** Bounds of what people type about screens; the database's constraints hold them as well. */
final class RelayInput {

    private RelayInput() {}

    static String name(String name) {
        return Require.name("Name of a screen", name);
    }

    static String location(String location) {
        String stripped = location.strip();
        return stripped.isEmpty() ? stripped : Require.line("Location of a screen", stripped, Require.NAME);
    }
}
