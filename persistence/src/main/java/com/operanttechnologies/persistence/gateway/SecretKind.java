package com.operanttechnologies.persistence.gateway;

/** What a secret is for. A secret of one kind never resolves as another. */
public enum SecretKind {
    /** The {@code ot-session} cookie; its subject is an account. */
    SESSION("session"),
    /** An invitation to a Customer; its subject is the invitation. */
    INVITATION("invitation"),
    /** The token of a paired screen; its subject is the screen. */
    DEVICE("device"),
    /** The short code that pairs a screen; its subject is the pairing. */
    PAIRING("pairing"),
    /** The unsubscribe link of an email; its subject is whom it was sent to. */
    UNSUBSCRIBE("unsubscribe"),
    /** A link that shows a dashboard to an end user; its subject is the link. */
    SHARE_LINK("share_link");

    private final String literal;

    SecretKind(String literal) {
        this.literal = literal;
    }

    /** As the database spells it, and the purpose that its hashes are made for. */
    String literal() {
        return literal;
    }
}
