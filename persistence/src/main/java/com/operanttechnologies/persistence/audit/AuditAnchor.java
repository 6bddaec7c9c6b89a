package com.operanttechnologies.persistence.audit;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.util.regex.Pattern;

/**
 * Number and hash of an entry: kept outside the database, it tells later whether that entry and all before it are still
 * what they were, and whether the end was cut off. Immutable.
 *
 * @param number of the entry; 0 before the first
 * @param hash 64 lower-case hexadecimal digits
 */
public record AuditAnchor(long number, String hash) {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** @throws InvalidInputException when the number is negative, or the hash anything else */
    public AuditAnchor {
        if (number < 0 || !HASH.matcher(hash).matches()) {
            throw new InvalidInputException(
                    "An anchor of the audit log is a number from 0 on and a hash of 64 lower-case"
                            + " hexadecimal digits; take it from AuditLog.head()");
        }
    }
}
