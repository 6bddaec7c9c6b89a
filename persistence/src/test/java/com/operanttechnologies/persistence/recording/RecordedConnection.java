package com.operanttechnologies.persistence.recording;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import org.jspecify.annotations.Nullable;

/** A connection of a login of the layer; knows which Customer it was bound to last. */
final class RecordedConnection implements InvocationHandler {

    private final Connection connection;
    private final String role;
    private final Recording recording;
    private String customer = "";

    RecordedConnection(Connection connection, String role, Recording recording) {
        this.connection = connection;
        this.role = role;
        this.recording = recording;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object result = pass(method, connection, arguments);
        if (result instanceof PreparedStatement statement
                && arguments != null
                && arguments[0] instanceof String sql
                && method.getName().startsWith("prepare")) {
            Class<?> type = method.getName().equals("prepareCall") ? CallableStatement.class : PreparedStatement.class;
            return Proxy.newProxyInstance(
                    RecordedConnection.class.getClassLoader(),
                    new Class<?>[] {type},
                    new RecordedStatement(statement, sql, this));
        }
        return result;
    }

    /** A token was sent, which the next statements run under. */
    void bound(String token) {
        customer = token.split("\\.", -1)[2];
    }

    /** A statement was sent, without what binds it. */
    void sent(String sql, ParameterList parameters) {
        Issuers issuers = Issuers.ofThisThread();
        if (!issuers.isEmpty()) {
            recording.add(new SentStatement(role, issuers, sql, parameters.described(customer)));
        }
    }

    /** Calls what stands behind a proxy, whose errors look as if it had been called itself. */
    static @Nullable Object pass(Method method, Object target, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
