package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the {@link SharedArenas} to tests; they are made once and closed before the server is. */
final class IsolationExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(IsolationExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SharedArenas.class;
    }

    @Override
    public SharedArenas resolveParameter(ParameterContext parameter, ExtensionContext context) {
        PostgresUnderTest server = PostgresExtension.server();
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(SharedArenas.class, key -> open(server), SharedArenas.class);
    }

    private static SharedArenas open(PostgresUnderTest server) {
        try {
            return new SharedArenas(server);
        } catch (SQLException e) {
            throw new IllegalStateException("The databases to attack could not be made", e);
        }
    }
}
