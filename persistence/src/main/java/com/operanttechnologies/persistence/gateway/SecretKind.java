package com.operanttechnologies.persistence.gateway;

/** What a secret is for. A secret of one kind never resolves as another. */
public enum SecretKind {
    /** The {@code ot-session} cookie; its subject is an account. */
    SESSION("session"),
    /** An invitation to a Customer; its subject is the invitation. */
    INVITATION("invitation"),
    /** The token of a paired screen; its subject is the screen. */
    DEVICE("device"),
    /**
     * The short code that pairs a screen; its subject is the pairing. Claimed by {@link Gateway#claimPairing} alone.
     */
    PAIRING("pairing"),
    /** The unsubscribe link of an email to an account; its subject is the link, which has account and topic. */
    UNSUBSCRIBE("unsubscribe"),
    /** The unsubscribe link of an email that a Customer sent to a contact of its own; its subject is the contact. */
    CONTACT_UNSUBSCRIBE("contact_unsubscribe"),
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
