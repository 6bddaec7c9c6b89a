package com.operanttechnologies.tenancytests.postgres;

import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What JUnit keeps in a store and closes with it: also before JUnit 5.13, which doesn't close what is merely {@link
 * AutoCloseable}.
 *
 * @param <T> what is kept
 * @param value it
 */
// Deprecated from 5.13 on, where the other interface is enough; what is closed decides what it throws.
@SuppressWarnings({"deprecation", "try"})
public record Kept<T extends AutoCloseable>(T value)
        implements ExtensionContext.Store.CloseableResource, AutoCloseable {

    @Override
    public void close() throws Exception {
        value.close();
    }
}
