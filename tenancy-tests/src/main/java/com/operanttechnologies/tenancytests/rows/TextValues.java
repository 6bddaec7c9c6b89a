package com.operanttechnologies.tenancytests.rows;

import com.github.curiousoddman.rgxgen.RgxGen;
import com.github.curiousoddman.rgxgen.parsing.dflt.RgxGenParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Strings to try in a column of text. */
final class TextValues {

    private static final int FROM_EACH_PATTERN = 4;
    private static final int LONGEST = 10_000;

    private TextValues() {}

    static List<String> of(Literals literals, int length, Random random) {
        List<String> values = new ArrayList<>();
        // One of a list, such as a state: what is random would only cost a try each.
        if (literals.patterns().isEmpty()) {
            values.addAll(literals.strings());
        }
        String token = token(12, random);
        values.addAll(List.of(
                token,
                token + "@example.test",
                "https://" + token + ".example.test/",
                token(64, random).replaceAll("[g-z]", "0"),
                "US",
                "USD",
                "en",
                "UTC"));
        for (String pattern : literals.patterns()) {
            values.addAll(matching(pattern, random));
        }
        for (long number : literals.numbers()) {
            if (number > 0 && number <= LONGEST) {
                values.add(token((int) number, random));
            }
        }
        values.addAll(literals.strings());
        return values.stream()
                .map(value -> length > 0 && value.length() > length ? value.substring(0, length) : value)
                .distinct()
                .toList();
    }

    /** Starts with a letter, then letters and digits in lower case: what most formats take. */
    static String token(int length, Random random) {
        StringBuilder token = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            token.append(Character.forDigit(i == 0 ? 10 + random.nextInt(6) : random.nextInt(16), 16));
        }
        return token.toString();
    }

    private static List<String> matching(String pattern, Random random) {
        List<String> values = new ArrayList<>();
        try {
            RgxGen generator = RgxGen.parse(pattern);
            for (int i = 0; i < FROM_EACH_PATTERN; i++) {
                String value = generator.generate(random);
                values.add(value);
                values.add(value.toLowerCase(Locale.ROOT));
            }
        } catch (RgxGenParseException e) {
            // PostgreSQL knows constructs that the generator doesn't; the other candidates may still match.
            return values;
        }
        return values;
    }
}
