package com.operanttechnologies.persistence.internal.bind;

import java.lang.reflect.Method;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters and settings of a statement that the driver hasn't made yet. */
final class RememberedCalls {

    /** By index: setting one again, as in a batch or a loop, replaces it. */
    private final Map<Integer, Call> parameters = new HashMap<>();

    private final List<Call> settings = new ArrayList<>();

    // Never compared, so it doesn't matter that arrays compare by identity.
    @SuppressWarnings("ArrayRecordComponent")
    private record Call(Method method, @Nullable Object[] arguments) {}

    /** Remembers a setter: of a parameter, if an index and a value are given, else of the statement. */
    void add(Method setter, @Nullable Object[] arguments) {
        Call call = new Call(setter, arguments);
        if (arguments.length >= 2 && arguments[0] instanceof Integer index) {
            parameters.put(index, call);
        } else {
            settings.add(call);
        }
    }

    void clearParameters() {
        parameters.clear();
    }

    /** Applies them once, and remembers none of them any more. */
    void moveTo(PreparedStatement statement) throws ReflectiveOperationException {
        applyTo(statement, 0);
        parameters.clear();
        settings.clear();
    }

    /** @param shift how many parameters of others come before */
    void applyTo(PreparedStatement statement, int shift) throws ReflectiveOperationException {
        for (Call setting : settings) {
            setting.method().invoke(statement, setting.arguments());
        }
        for (Map.Entry<Integer, Call> parameter : parameters.entrySet()) {
            Call call = parameter.getValue();
            @Nullable Object[] shifted = call.arguments().clone();
            shifted[0] = parameter.getKey() + shift;
            call.method().invoke(statement, shifted);
        }
    }
}
