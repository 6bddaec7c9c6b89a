package com.operanttechnologies.persistence.audit;

import com.operanttechnologies.persistence.internal.input.Require;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * Why an administrative action was done, and from where. Immutable.
 *
 * @param reason 1 to {@value #LONGEST} characters
 * @param address of who acted, as far as it is known; a job has none
 */
public record AuditCause(String reason, Optional<InetAddress> address) {

    /** Characters of the longest reason. */
    public static final int LONGEST = 1_000;

    /**
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when the reason is empty or longer
     */
    public AuditCause {
        Require.line("Reason of an administrative action", reason, LONGEST);
        Objects.requireNonNull(address, "address");
    }

    /** A reason, with the address that the request came from. */
    public static AuditCause of(String reason, InetAddress address) {
        return new AuditCause(reason, Optional.of(address));
    }

    /** A reason, where there is no address: a job's. */
    public static AuditCause of(String reason) {
        return new AuditCause(reason, Optional.empty());
    }
}
