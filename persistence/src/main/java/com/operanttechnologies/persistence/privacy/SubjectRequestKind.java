package com.operanttechnologies.persistence.privacy;

import java.util.Locale;

/** What an account holder may ask for. */
public enum SubjectRequestKind {
    /** To be told what is held. */
    ACCESS,
    /** To have it put right. */
    CORRECTION,
    /** To have it deleted. */
    DELETION;

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }
}
