package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names a session without opening it: the hash of its cookie, which may be shown to the person whose session it is.
 *
 * @param value 64 lower-case hexadecimal digits
 */
public record SessionHandle(String value) {

    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

    /** @throws InvalidInputException when it is anything else */
    public SessionHandle {
        if (!SHAPE.matcher(value).matches()) {
            throw new InvalidInputException("Session handle must be 64 lower-case hexadecimal digits; take it from"
                    + " SessionRepository.list, and never the cookie");
        }
    }

    static SessionHandle of(byte[] cookieHash) {
        return new SessionHandle(HexFormat.of().formatHex(cookieHash));
    }

    byte[] cookieHash() {
        return HexFormat.of().parseHex(value);
    }
}
