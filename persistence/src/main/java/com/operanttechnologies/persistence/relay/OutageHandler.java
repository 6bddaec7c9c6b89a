package com.operanttechnologies.persistence.relay;

import com.operanttechnologies.persistence.TenantSession;
import java.util.List;

/** What happens when screens of a Customer are found to be offline. */
@FunctionalInterface
public interface OutageHandler {

    /**
     * Told once for each outage, in the transaction that records it: what is written here is kept together with it, and
     * when this throws neither is, and the outage is found again.
     *
     * @param session of the Customer whose screens they are
     * @param outages that have just been found, at least one
     */
    void surface(TenantSession session, List<Outage> outages);
}
