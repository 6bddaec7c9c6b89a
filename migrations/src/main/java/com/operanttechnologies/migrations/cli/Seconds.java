package com.operanttechnologies.migrations.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Seconds on the command line, such as 2 or 0.5. */
final class Seconds implements ITypeConverter<Duration> {

    private static final double MOST = 86_400;

    Seconds() {}

    @Override
    public Duration convert(String text) {
        try {
            double seconds = Double.parseDouble(text);
            if (seconds > 0 && seconds <= MOST) {
                return Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no number of seconds");
        }
        throw new TypeConversionException("'" + text + "' is not between 0.001 and 86400 seconds");
    }
}
