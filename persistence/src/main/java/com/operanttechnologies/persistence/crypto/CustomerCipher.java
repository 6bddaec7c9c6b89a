package com.operanttechnologies.persistence.crypto;

import com.operanttechnologies.persistence.error.InvalidInputException;

/**
 * Encrypts secrets under the key of the session's Customer (AES-256-GCM). That key is in the database only wrapped by a
 * key from outside, and is made when the Customer's first secret is sealed. As thread-bound as its session.
 */
public interface CustomerCipher {

    /** Encrypts a value for one place. */
    byte[] seal(ColumnAddress address, byte[] plaintext);

    /**
     * Decrypts a value that was sealed for the same place.
     *
     * @throws InvalidInputException when it was sealed for another place or Customer, was changed, or the Customer's
     *     key was destroyed or can't be unwrapped
     */
    byte[] open(ColumnAddress address, byte[] sealed);
}
