package com.operanttechnologies.tenancytests.postgres;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * JUnit 5: hands the {@link PostgresUnderTest} to any test that has such a parameter. There is one server in a JVM,
 * started when first asked for and stopped when the last test has ended.
 */
public final class PostgresExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    /** Public, as JUnit makes extensions itself. */
    public PostgresExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PostgresUnderTest.class;
    }

    @Override
    public PostgresUnderTest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return server(context);
    }

    /** The server, for extensions that build on this one. */
    public static PostgresUnderTest server(ExtensionContext context) {
        Object kept = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(PostgresUnderTest.class, key -> new Kept<>(PostgresUnderTest.start()));
        return (PostgresUnderTest) ((Kept<?>) kept).value();
    }
}
