package com.operanttechnologies.persistence.audit;

import java.util.Optional;

/**
 * What came of recomputing the audit log.
 *
 * @param entries how many entries were found to be in order, from the first that was looked at
 * @param head the last of them: the anchor for next time
 * @param fault where the chain is broken; nothing when it is in order
 */
public record AuditVerification(long entries, AuditAnchor head, Optional<AuditFault> fault) {

    /** Whether every entry is what it was when it was recorded, as far as hashes and anchor tell. */
    public boolean intact() {
        return fault.isEmpty();
    }
}
