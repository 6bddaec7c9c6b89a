package com.operanttechnologies.persistence.audit;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.input.Require;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An administrative action to be recorded. Who did it, for which Customer and in which request the session's scope
 * says, and when the database. Immutable.
 *
 * @param action object and past participle, such as {@code account.role_changed}: two words of up to 40 lower-case
 *     letters, digits and {@code _}, with a dot between
 * @param objectType to what sort of thing, such as {@code account}: one such word
 * @param objectId to which one, 1 to 100 characters
 * @param details what more there is to say, such as before and after: a JSON object of at most {@value #MOST_DETAILS}
 *     bytes in UTF-8, never a secret
 */
public record AuditEvent(String action, String objectType, String objectId, AuditCause cause, String details) {

    /** Bytes of the longest details. */
    public static final int MOST_DETAILS = 16 * 1024;

    private static final String WORD = "[a-z][a-z0-9_]{0,39}";
    private static final Pattern ACTION = Pattern.compile(WORD + "\\." + WORD);
    private static final Pattern OBJECT_TYPE = Pattern.compile(WORD);

    /**
     * @throws InvalidInputException when action, type, id or details are anything else; whether the details are JSON
     *     the database tells
     */
    public AuditEvent {
        if (!ACTION.matcher(action).matches()) {
            throw new InvalidInputException("Action of an audit entry must be two words with a dot between, such as"
                    + " account.role_changed, got " + action);
        }
        requireObjectType(objectType);
        requireObjectId(objectId);
        Objects.requireNonNull(cause, "cause");
        Require.json("Details of an audit entry", details, MOST_DETAILS, "name what changed and leave out the rest");
    }

    /** An action of which there is no more to say. */
    public static AuditEvent of(String action, String objectType, String objectId, AuditCause cause) {
        return new AuditEvent(action, objectType, objectId, cause, "{}");
    }

    static void requireObjectType(String objectType) {
        if (!OBJECT_TYPE.matcher(objectType).matches()) {
            throw new InvalidInputException("Object type of an audit entry must be a word of at most 40 lower-case"
                    + " letters, digits and _, got " + objectType);
        }
    }

    static void requireObjectId(String objectId) {
        Require.line("Object id of an audit entry", objectId, 100);
    }

    /** Leaves out what people wrote and details, which can name anybody. */
    @Override
    public String toString() {
        return "AuditEvent[" + action + ", " + objectType + " " + objectId + "]";
    }
}
