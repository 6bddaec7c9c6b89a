package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.postgres.Kept;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the {@link SharedArenas} to tests, made once in a JVM; after each run what was tried is written down. */
final class IsolationExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(IsolationExtension.class);

    private static @Nullable SharedArenas arenas;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SharedArenas.class;
    }

    @Override
    public SharedArenas resolveParameter(ParameterContext parameter, ExtensionContext context) {
        SharedArenas shared = shared();
        Store store = context.getRoot().getStore(NAMESPACE);
        store.getOrComputeIfAbsent(Kept.class, key -> new Kept<>(shared::write));
        return shared;
    }

    /** As the server is: JUnit's store ends with each class where a build tool makes a run of it. */
    private static synchronized SharedArenas shared() {
        if (arenas == null) {
            try {
                arenas = new SharedArenas(PostgresExtension.server());
            } catch (SQLException e) {
                throw new IllegalStateException("The databases to attack could not be made", e);
            }
            if (System.getProperty("tenancy.postgres", "").equals("external")) {
                Runtime.getRuntime().addShutdownHook(new Thread(arenas::close, "drop-shared-arenas"));
            }
        }
        return arenas;
    }
}
