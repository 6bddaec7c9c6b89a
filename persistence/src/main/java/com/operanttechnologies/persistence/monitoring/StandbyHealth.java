package com.operanttechnologies.persistence.monitoring;

import java.time.Duration;
import java.util.Optional;

/**
 * How the standby is, as one question to it has shown. Immutable. None of it keeps the primary from serving.
 *
 * @param state what it is doing
 * @param behind how old what it shows is at most: the time since the last commit that it has replayed. It grows as well
 *     while nobody commits; empty without an answer, and after a start until the first commit is replayed
 * @param refusal why the login is refused there; empty in every other state
 * @param pool the connections to it
 */
public record StandbyHealth(State state, Optional<Duration> behind, Optional<String> refusal, PoolState pool) {

    /** What it is doing. */
    public enum State {
        /** It answers, and replays what arrives. */
        REPLAYING,
        /** The replica's url leads to a server that is no standby: it was promoted, or the url is wrong. */
        NO_STANDBY,
        /** It answers, but the login could leave its Customer there: the url leads to another database's server. */
        REFUSED,
        /** No answer. */
        UNREACHABLE
    }
}
