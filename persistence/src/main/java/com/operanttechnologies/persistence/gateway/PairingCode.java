package com.operanttechnologies.persistence.gateway;

import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.crypto.TypedCode;
import java.util.Optional;

/**
 * The two halves of a pairing code, as the database knows them. The first finds the code, the second proves that it was
 * not guessed: so wrong second halves can be counted against the code.
 */
record PairingCode(byte[] first, byte[] second) {

    private static final String KIND = SecretKind.PAIRING.literal();

    /** What was typed; nothing when it has another length than a code. */
    static Optional<PairingCode> parse(String typed, LookupKey key) {
        if (typed.length() > 100) {
            return Optional.empty();
        }
        String code = TypedCode.normalized(typed);
        if (code.length() != 2 * TypedCode.GROUP) {
            return Optional.empty();
        }
        return Optional.of(new PairingCode(
                key.hash(KIND, code.substring(0, TypedCode.GROUP)),
                // With the first half in it, so that a second half is of no use behind another first.
                key.hash(KIND + ":proof", code)));
    }

    @Override
    public String toString() {
        return "PairingCode[redacted]";
    }
}
