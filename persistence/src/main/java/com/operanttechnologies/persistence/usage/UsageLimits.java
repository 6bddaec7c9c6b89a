package com.operanttechnologies.persistence.usage;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.input.HostAddress;
import com.operanttechnologies.persistence.internal.input.JsonSyntax;
import com.operanttechnologies.persistence.internal.input.Require;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/** What the database's constraints hold as well, and how old or young an event may be. */
final class UsageLimits {

    /** Clocks of those who see events differ from ours. */
    static final Duration MOST_AHEAD = Duration.ofMinutes(5);

    /** After a week nobody delivers again what he couldn't deliver. */
    static final Duration MOST_LATE = Duration.ofDays(7);

    static final int USER_AGENT = 512;
    static final int DETAILS_BYTES = 8 << 10;

    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
    private static final Pattern REGION = Pattern.compile("[A-Z0-9]{1,3}");

    private UsageLimits() {}

    /**
     * @throws InvalidInputException with what is wrong, and without the event's own text
     */
    static void require(UsageEvent event, Instant now) {
        Require.line("Name of an event", event.name(), Require.NAME);
        if (event.occurredAt().isAfter(now.plus(MOST_AHEAD))
                || event.occurredAt().isBefore(now.minus(MOST_LATE))) {
            throw new InvalidInputException("Time of an event must be at most 5 minutes ahead and 7 days back, is "
                    + event.occurredAt() + "; compare the clocks");
        }
        event.durationMillis().ifPresent(millis -> Require.number("Duration in ms", millis, 0, Integer.MAX_VALUE));
        event.statusCode().ifPresent(status -> Require.number("Status code", status, 100, 599));
        require(event.client());
        event.details().ifPresent(UsageLimits::requireDetails);
    }

    private static void require(Client client) {
        client.ip().ifPresent(HostAddress::of);
        client.userAgent().ifPresent(text -> {
            if (text.isEmpty()) {
                throw new InvalidInputException("User agent must have 1 to 512 characters, has 0; leave it out");
            }
            Require.text("User agent", text, USER_AGENT);
        });
        client.country().filter(code -> !COUNTRY.matcher(code).matches()).ifPresent(code -> {
            throw new InvalidInputException(
                    "Country must be two capital letters of ISO 3166-1, such as US; look it up or leave it out");
        });
        client.region().filter(code -> !REGION.matcher(code).matches()).ifPresent(code -> {
            throw new InvalidInputException(
                    "Region must be 1 to 3 capital letters or digits, a subdivision of ISO 3166-2"
                            + " without its country, such as CA; look it up or leave it out");
        });
        if (client.region().isPresent() && client.country().isEmpty()) {
            throw new InvalidInputException("A region needs its country; give both or neither");
        }
    }

    private static void requireDetails(String json) {
        Require.json("Details of an event", json, DETAILS_BYTES, "keep what is longer in a log");
        if (!JsonSyntax.isObject(json)) {
            throw new InvalidInputException("Details of an event must be a JSON object of at most 100 levels");
        }
    }
}
