package com.operanttechnologies.tenancytests.soak;

/** What breaks during a soak. */
enum FaultKind {
    BACKEND_KILLED("backends killed"),
    KEY_ROTATED("keys rotated, with overlap"),
    KEY_REPLACED("keys replaced, without overlap"),
    NETWORK_CUT("network cut"),
    ANSWERS_LOST("answers lost, commits' among them"),
    NETWORK_SLOW("network slow"),
    STATEMENT_TIMEOUT("statements out of time"),
    WORK_FAILED("work that threw");

    private final String text;

    FaultKind(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
