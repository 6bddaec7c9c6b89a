package com.operanttechnologies.tenancytests.catalogue;

import java.util.List;

/**
 * A function or procedure that a role may call.
 *
 * @param name its name
 * @param procedure whether it is called by CALL
 * @param arguments types of its arguments
 * @param beforeScope whether it is a definer that asks for no scope, as what turns a secret into identifiers
 * @param results types of its result's columns
 */
public record Routine(
        TableName name, boolean procedure, List<String> arguments, boolean beforeScope, List<String> results) {

    public Routine {
        arguments = List.copyOf(arguments);
        results = List.copyOf(results);
    }

    /** A call with these arguments, as SQL. */
    public String call(List<String> values) {
        return (procedure ? "call " : "select * from ") + name.sql() + "(" + String.join(", ", values) + ")";
    }

    /** Name and types of arguments, such as {@code gateway.revoke(text, bytea)}. */
    @Override
    public String toString() {
        return name + "(" + String.join(", ", arguments) + ")";
    }
}
