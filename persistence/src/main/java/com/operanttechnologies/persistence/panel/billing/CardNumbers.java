package com.operanttechnologies.persistence.panel.billing;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.input.Require;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds card numbers in texts, as the database's {@code panel.holds_card_number()} does; that function's migration says
 * what counts. Here first, so that the number isn't sent, and the message can name the field.
 */
final class CardNumbers {

    /** ASCII has them from here on; the others are full-width, Arabic-Indic, eastern Arabic-Indic and Devanagari. */
    private static final List<Integer> ZEROES = List.of(0xFF10, 0x0660, 0x06F0, 0x0966);

    private static final List<Integer> SPACES = List.of(0x00A0, 0x2007, 0x2009, 0x202F);
    private static final List<Integer> DASHES = List.of(0x2010, 0x2011, 0x2012, 0x2013, 0x2212);
    private static final String SEPARATOR = "[\\s./_-]";
    private static final Pattern SEPARATORS = Pattern.compile(SEPARATOR + "+");
    private static final Pattern RUN = Pattern.compile("\\+?[0-9](?:" + SEPARATOR + "{0,3}+[0-9]){12,}+");
    private static final Pattern SCHEME = Pattern.compile(
            "4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})" // Visa
                    + "|5[1-5][0-9]{14}|(?:222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}" // Mastercard
                    + "|3[47][0-9]{13}" // American Express
                    + "|3(?:0[0-5]|[689][0-9])[0-9]{11,16}|35[0-9]{14,17}" // Diners Club, JCB
                    + "|(?:50|5[6-9]|6[0-9])[0-9]{11,17}"); // Maestro, Discover, UnionPay

    private static final int LONGEST = 19;

    private CardNumbers() {}

    /**
     * Takes one line that holds none.
     *
     * @throws InvalidInputException when it does, or is no line of 1 to {@code most} characters
     */
    static String refuseInLine(String what, String value, int most) {
        return refuse(what, Require.line(what, value, most));
    }

    /**
     * Takes a text that holds none.
     *
     * @throws InvalidInputException when it does; the message doesn't repeat it
     */
    static String refuse(String what, String value) {
        if (in(value)) {
            throw new InvalidInputException(
                    what + " holds what looks like a card number; card data stays with the payment"
                            + " processor, so leave it out or give the processor's own reference");
        }
        return value;
    }

    static boolean in(String text) {
        Matcher runs = RUN.matcher(folded(text));
        while (runs.find()) {
            String[] groups = SEPARATORS.split(runs.group());
            // What follows a plus sign is a phone number.
            for (int head = groups[0].startsWith("+") ? 1 : 0; head < groups.length; head++) {
                if (beginsACardNumber(groups, head)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean beginsACardNumber(String[] groups, int head) {
        StringBuilder number = new StringBuilder();
        for (String group : Arrays.asList(groups).subList(head, groups.length)) {
            number.append(group);
            if (number.length() > LONGEST) {
                return false;
            }
            if (SCHEME.matcher(number).matches() && checkDigitIsRight(number)) {
                return true;
            }
        }
        return false;
    }

    /** ISO/IEC 7812-1, annex B (Luhn). */
    private static boolean checkDigitIsRight(CharSequence number) {
        int sum = 0;
        for (int i = 1; i <= number.length(); i++) {
            int digit = number.charAt(number.length() - i) - '0';
            int weighted = i % 2 == 0 ? 2 * digit : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }

    private static String folded(String text) {
        return text.codePoints()
                .map(CardNumbers::folded)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static int folded(int character) {
        if (character < 0x80) {
            return character;
        }
        for (int zero : ZEROES) {
            if (character >= zero && character <= zero + 9) {
                return '0' + character - zero;
            }
        }
        return SPACES.contains(character) ? ' ' : DASHES.contains(character) ? '-' : character;
    }
}
