package com.operanttechnologies.persistence.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Why an item of a batch can't be kept; the database's constraints hold the same, but would refuse the whole batch. */
final class HeartbeatCheck {

    static final Duration AHEAD = Duration.ofMinutes(5);
    static final Duration BACK = Duration.ofHours(24);
    static final int LARGEST_VIEWPORT = 32_768;
    static final int MOST_ERRORS = 20;
    static final int LONGEST_MESSAGE = 1_000;
    static final int LONGEST_SOURCE = 500;
    static final int LONGEST_STACK = 8_000;

    private final Instant earliest;
    private final Instant latest;

    HeartbeatCheck(Instant now) {
        this.earliest = now.minus(BACK);
        this.latest = now.plus(AHEAD);
    }

    /** What is wrong and the limit, without the item's own text; nothing when all is well. */
    Optional<String> fault(Heartbeat heartbeat) {
        return time("The heartbeat's time", heartbeat.reportedAt())
                .or(() -> pixels("Viewport width", heartbeat.viewportWidth()))
                .or(() -> pixels("Viewport height", heartbeat.viewportHeight()))
                .or(() -> text("The browser", heartbeat.browser(), 0, Browser.LONGEST))
                .or(() -> heartbeat.shown().flatMap(HeartbeatCheck::number))
                .or(() -> errors(heartbeat));
    }

    private Optional<String> errors(Heartbeat heartbeat) {
        if (heartbeat.errors().size() > MOST_ERRORS) {
            return Optional.of("A heartbeat brings at most " + MOST_ERRORS + " errors, this one has "
                    + heartbeat.errors().size() + "; send the others with the next");
        }
        return heartbeat.errors().stream()
                .flatMap(error -> fault(error).stream())
                .findFirst();
    }

    private Optional<String> fault(ClientError error) {
        return time("An error's time", error.occurredAt())
                .or(() -> text("An error's message", error.message(), 1, LONGEST_MESSAGE))
                .or(() -> text("An error's source", error.source(), 0, LONGEST_SOURCE))
                .or(() -> text("An error's stack", error.stack(), 0, LONGEST_STACK))
                .or(() -> error.line().orElse(0) < 0
                        ? Optional.of("An error's line must be at least 0, is "
                                + error.line().getAsInt())
                        : Optional.empty());
    }

    private Optional<String> time(String what, Instant time) {
        if (time.isAfter(latest)) {
            return Optional.of(what + " must be at most " + AHEAD + " ahead; set the screen's clock");
        }
        if (time.isBefore(earliest)) {
            return Optional.of(what + " must be at most " + BACK + " back; what is older is not taken any more");
        }
        return Optional.empty();
    }

    private static Optional<String> number(ShownVersion shown) {
        return shown.number() < 1
                ? Optional.of("The number of a shown version must be at least 1, is " + shown.number())
                : Optional.empty();
    }

    private static Optional<String> pixels(String what, int value) {
        return value < 1 || value > LARGEST_VIEWPORT
                ? Optional.of(what + " must be 1 to " + LARGEST_VIEWPORT + " pixels, is " + value)
                : Optional.empty();
    }

    private static Optional<String> text(String what, String value, int least, int most) {
        // PostgreSQL counts code points, too.
        int length = value.codePointCount(0, value.length());
        if (length < least || length > most) {
            return Optional.of(what + " must have " + least + " to " + most + " characters, has " + length);
        }
        if (value.indexOf('\0') >= 0) {
            return Optional.of(what + " must not hold the character U+0000");
        }
        return Optional.empty();
    }
}
