package com.operanttechnologies.persistence.internal.bind;

/** Where the key that signs now comes from. */
@FunctionalInterface
public interface SigningKeySource {

    /**
     * The key that signs now.
     *
     * @throws com.operanttechnologies.persistence.error.UnavailableException when it can't be read
     */
    SigningKey current();
}
