package com.operanttechnologies.tenancytests.postgres;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * JUnit 5: hands the {@link PostgresUnderTest} to any test that has such a parameter. There is one server in a JVM for
 * what the properties name, started when first asked for and stopped with the JVM.
 */
public final class PostgresExtension implements ParameterResolver {

    /** Not in JUnit's own store: that ends with a run, and build tools make one of each class. */
    private static final Map<String, PostgresUnderTest> SERVERS = new HashMap<>();

    /** Public, as JUnit makes extensions itself. */
    public PostgresExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PostgresUnderTest.class;
    }

    @Override
    public PostgresUnderTest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return server();
    }

    /** The server, for extensions that build on this one. */
    public static PostgresUnderTest server() {
        synchronized (SERVERS) {
            return SERVERS.computeIfAbsent(PostgresProperty.choice(), choice -> PostgresUnderTest.untilTheEnd());
        }
    }
}
