package com.operanttechnologies.persistence.gateway;

/** What work a worker does for all Customers in turn. */
public enum WorkKind {
    /** Messages of Agent to be sent. */
    AGENT_MESSAGE("agent.message"),
    /** Screens of Relay to be found offline. */
    RELAY_OUTAGE("relay.outage");

    private final String literal;

    WorkKind(String literal) {
        this.literal = literal;
    }

    /** As the database spells it. */
    String literal() {
        return literal;
    }
}
