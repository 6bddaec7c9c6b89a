package com.operanttechnologies.persistence.recording;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.PreparedStatement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A statement that is told to its connection when it is executed, or added to a batch. */
final class RecordedStatement implements InvocationHandler {

    /** What the layer sends in front of a statement; with a token for the first parameter where it binds. */
    private static final Pattern PREAMBLE =
            Pattern.compile("^(?:reset all; )?(select tenancy\\.bind\\(\\?, (?:true|false)\\); )?");

    private final PreparedStatement statement;
    private final RecordedConnection connection;
    private final String sql;
    private final boolean binds;
    private final ParameterList parameters = new ParameterList();

    RecordedStatement(PreparedStatement statement, String sql, RecordedConnection connection) {
        this.statement = statement;
        this.connection = connection;
        Matcher preamble = PREAMBLE.matcher(sql);
        boolean found = preamble.find();
        this.sql = found ? sql.substring(preamble.end()) : sql;
        this.binds = found && preamble.group(1) != null;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        if (name.startsWith("set") && arguments != null && arguments.length > 1 && arguments[0] instanceof Integer at) {
            parameters.set(at, name, arguments);
        } else if (name.equals("addBatch") || name.startsWith("execute") && !name.endsWith("Batch")) {
            tell();
        }
        return RecordedConnection.pass(method, statement, arguments);
    }

    private void tell() {
        if (binds) {
            connection.bound(parameters.text(1));
        }
        if (!sql.isBlank()) {
            connection.sent(sql, binds ? parameters.withoutFirst() : parameters);
        }
    }
}
