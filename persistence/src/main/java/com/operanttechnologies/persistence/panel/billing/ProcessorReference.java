package com.operanttechnologies.persistence.panel.billing;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.util.regex.Pattern;

/**
 * What a payment processor calls something: an opaque token, never a card. Immutable.
 *
 * @param processor which one: a lower-case letter, then up to 39 lower-case letters, digits and {@code _}
 * @param reference its own id: 3 to 100 letters, digits and {@code _.:-}, of which the first is a letter or a digit,
 *     and some is a letter
 */
public record ProcessorReference(String processor, String reference) {

    private static final Pattern PROCESSOR = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final Pattern REFERENCE = Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_.:-]{2,99}");

    /** @throws InvalidInputException when either is anything else; the message doesn't repeat the reference */
    public ProcessorReference {
        CardNumbers.refuse("Name of a payment processor", processor);
        CardNumbers.refuse("Reference of a payment processor", reference);
        if (!PROCESSOR.matcher(processor).matches()) {
            throw new InvalidInputException("Name of a payment processor must be a lower-case letter, then up to 39"
                    + " lower-case letters, digits and _, got " + processor);
        }
        if (!REFERENCE.matcher(reference).matches()) {
            throw new InvalidInputException(
                    "Reference of a payment processor must be 3 to 100 letters, digits and _.:-,"
                            + " with a letter among them; give the processor's own id, never a number that a person typed");
        }
    }
}
