package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.crypto.LookupKey;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a right password has proven, as a text that can travel to the browser and back between the steps of a sign-in,
 * to whichever JVM takes the next one: account and end, and a MAC under the lookup key, so that nobody else can make
 * one.
 */
record SignInTicket(UUID customerId, UUID accountId, Instant expiresAt) {

    private static final String PURPOSE = "sign-in-ticket";
    private static final String UUID_FORM = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern FORM =
            Pattern.compile("((" + UUID_FORM + ")\\.(" + UUID_FORM + ")\\.([0-9]{1,11}))\\.([0-9a-f]{64})");
    private static final int LONGEST = 200;

    /** What it says, which isn't secret, and its MAC, without which it is worth nothing. */
    IssuedSecret seal(LookupKey key) {
        String claim = customerId + "." + accountId + "." + expiresAt.getEpochSecond();
        return IssuedSecret.of(claim + "." + HexFormat.of().formatHex(key.hash(PURPOSE, claim)));
    }

    /** The ticket that a text claims to be, verified by nobody yet. */
    static Optional<Claim> parse(String text) {
        Matcher matcher = FORM.matcher(text.length() > LONGEST ? "" : text);
        return matcher.matches()
                ? Optional.of(new Claim(
                        new SignInTicket(
                                UUID.fromString(matcher.group(2)),
                                UUID.fromString(matcher.group(3)),
                                Instant.ofEpochSecond(Long.parseLong(matcher.group(4)))),
                        matcher.group(1),
                        HexFormat.of().parseHex(matcher.group(5))))
                : Optional.empty();
    }

    /** A ticket with the MAC that came with it. */
    record Claim(SignInTicket ticket, String text, byte[] mac) {

        boolean isGood(LookupKey key, Instant now) {
            return MessageDigest.isEqual(mac, key.hash(PURPOSE, text)) && now.isBefore(ticket.expiresAt());
        }

        @Override
        public String toString() {
            return "Claim[redacted]";
        }
    }
}
