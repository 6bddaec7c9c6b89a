package com.operanttechnologies.tenancytests.rows;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Moments to try: around now, far from now, and those that a condition or a partition names. */
final class Times {

    private Times() {}

    static List<String> moments(Literals literals, Random random) {
        // Never now itself: a draft that is good only at this moment would fail later. No two rows share one, so that
        // another Customer's can be told from one's own.
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(random.nextInt(999_999), ChronoUnit.MICROS);
        return Stream.concat(
                        Stream.of(
                                        Duration.ofHours(1),
                                        Duration.ofHours(-1),
                                        Duration.ofDays(45),
                                        Duration.ofDays(-45),
                                        Duration.ofDays(400))
                                .map(distance -> now.plus(distance).toString()),
                        literals.strings().stream().filter(value -> value.matches("\\d{4}-.*")))
                .toList();
    }
}
