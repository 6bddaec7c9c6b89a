package com.operanttechnologies.persistence.audit;

import com.operanttechnologies.persistence.audit.AuditFault.Kind;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Follows a chain, entry by entry in the order of their numbers, until the first that is out of order. */
final class ChainCheck {

    private final UUID customerId;
    private final @Nullable AuditAnchor anchor;
    private long number;
    private byte[] hash;
    private long entries;
    private @Nullable AuditFault fault;

    /**
     * @param start the entry before the first that will be looked at
     * @param anchor an entry that the chain must lead through; null to ask for none
     */
    ChainCheck(UUID customerId, AuditAnchor start, @Nullable AuditAnchor anchor) {
        this.customerId = customerId;
        this.anchor = anchor;
        this.number = start.number();
        this.hash = HexFormat.of().parseHex(start.hash());
    }

    /** The last entry that was in order. */
    long number() {
        return number;
    }

    /** Looks at the next entry; false once the chain is broken. */
    boolean follow(ChainedEntry entry) {
        Optional<Kind> kind = faultOf(entry);
        if (kind.isPresent()) {
            // A number that is left out is what is missing, not the entry after it.
            fault = new AuditFault(number + 1, kind.get());
            return false;
        }
        number = entry.number();
        hash = entry.hash();
        entries++;
        return true;
    }

    /** When there are no more entries. */
    AuditVerification end() {
        if (fault == null && anchor != null && number < anchor.number()) {
            fault = new AuditFault(number + 1, Kind.MISSING);
        }
        return new AuditVerification(
                entries, new AuditAnchor(number, ChainedEntry.hex(hash)), Optional.ofNullable(fault));
    }

    private Optional<Kind> faultOf(ChainedEntry entry) {
        if (entry.number() != number + 1) {
            return Optional.of(Kind.MISSING);
        }
        if (!MessageDigest.isEqual(entry.previousHash(), hash)) {
            return Optional.of(Kind.DETACHED);
        }
        if (!MessageDigest.isEqual(entry.hash(), EntryHash.of(customerId, entry))) {
            return Optional.of(Kind.CHANGED);
        }
        if (anchor != null
                && entry.number() == anchor.number()
                && !ChainedEntry.hex(entry.hash()).equals(anchor.hash())) {
            return Optional.of(Kind.REWRITTEN);
        }
        return Optional.empty();
    }
}
