package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.persistence.relay.Heartbeat;
import com.operanttechnologies.persistence.usage.UsageEvent;
import java.util.List;

/**
 * A way of keeping Customers apart, as its user would write it. Every variant does the same work: what a read returns
 * is the same for all, and so is what a write leaves.
 *
 * <p>Writes are transactions for every variant, of one statement or more. Reads are transactions only where the variant
 * needs one. Safe for use by several threads, except {@link #close()}.
 */
interface Variant extends AutoCloseable {

    /** A screen by its key. */
    ScreenRow pointRead(Aim aim);

    /** {@value Operation#PAGE} screens by name, from the aimed one on. */
    List<ScreenRow> listPage(Aim aim);

    /** What a screen shows: five tables, one row. */
    ShowingRow join(Aim aim);

    /** Reads a screen and the title of a dashboard, and writes the two to the screen's location; returns that. */
    String transaction(Aim aim);

    /** A new dashboard; returns how many rows. */
    int insert(Aim aim);

    /** Another location of a screen; returns how many rows. */
    int update(Aim aim);

    /** Appends to the history and brings the screens' status up to date. */
    void heartbeats(Aim aim, List<Heartbeat> batch);

    /** Appends. */
    void usageEvents(Aim aim, List<UsageEvent> batch);

    @Override
    void close();
}
