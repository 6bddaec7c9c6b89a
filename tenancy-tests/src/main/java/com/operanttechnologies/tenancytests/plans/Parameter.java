package com.operanttechnologies.tenancytests.plans;

import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a statement.
 *
 * @param type as PREPARE takes it; {@code unknown} where the server is to find out
 * @param value as text; null for NULL; {@link #CUSTOMER} for the id of the Customer whom the statement is for
 */
public record Parameter(String type, @Nullable String value) {

    /** Stands for the Customer's id. */
    public static final String CUSTOMER = ":customer";

    /** Reads {@code type=value}, or {@code type} for NULL. */
    static Parameter parse(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new Parameter(text, null)
                : new Parameter(text.substring(0, equals), text.substring(equals + 1));
    }

    /** The value as EXECUTE takes it, in a statement for this Customer. */
    String sql(UUID customer) {
        if (value == null) {
            return "null";
        }
        return Sql.literal(value.equals(CUSTOMER) ? customer.toString() : value);
    }
}
