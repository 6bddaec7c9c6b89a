package com.operanttechnologies.persistence.crypto;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER_KEY;

import com.google.crypto.tink.Aead;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Seals under the Customer's key in {@code tenancy.customer_key}, and makes that key when the first secret is sealed. */
final class StoredKeyCipher implements CustomerCipher {

    private final TenantSession session;
    private final WrappingKey wrappingKey;
    private @Nullable Aead cached;
    private boolean madeHere;

    StoredKeyCipher(TenantSession session, WrappingKey wrappingKey) {
        this.session = session;
        this.wrappingKey = wrappingKey;
    }

    @Override
    public byte[] seal(ColumnAddress address, byte[] plaintext) {
        try {
            Aead key = key();
            if (key == null) {
                createKey();
                key = key();
            }
            if (key == null) {
                throw new InvalidInputException(
                        "The Customer's key was removed while a secret was sealed; is the" + " Customer being erased?");
            }
            return key.encrypt(plaintext, AssociatedData.ofValue(session.customerId(), address));
        } catch (GeneralSecurityException e) {
            // Without the cause here and below: what a library says of keys and ciphertexts is not ours to pass on.
            throw new InvalidInputException(
                    "A value for " + place(address) + " can't be sealed: the Customer's key can't"
                            + " be unwrapped; check that the wrapping key is the one that this database was used with");
        }
    }

    @Override
    public byte[] open(ColumnAddress address, byte[] sealed) {
        try {
            Aead key = key();
            if (key != null) {
                return key.decrypt(sealed, AssociatedData.ofValue(session.customerId(), address));
            }
        } catch (GeneralSecurityException e) {
            // The same answer as without a key.
        }
        throw new InvalidInputException("A value of " + place(address) + " can't be opened: it was sealed for another"
                + " place or Customer, was changed, or the key is not the one it was sealed with");
    }

    private @Nullable Aead key() throws GeneralSecurityException {
        if (cached != null) {
            return cached;
        }
        byte[] wrapped = session.dsl()
                .select(CUSTOMER_KEY.WRAPPED_KEY)
                .from(CUSTOMER_KEY)
                .fetchOne(CUSTOMER_KEY.WRAPPED_KEY);
        if (wrapped == null) {
            return null;
        }
        Aead key = TinkAead.of(wrappingKey.unwrap(wrapped, session.customerId()));
        // A key that this session has made may vanish with a rollback to a savepoint: then what it sealed could never
        // be opened again. So it is read anew each time, until another session finds it committed.
        if (!madeHere) {
            cached = key;
        }
        return key;
    }

    /** Of two sessions that seal the first secret at once, the second waits for the first and takes its key. */
    private void createKey() {
        madeHere = true;
        session.dsl()
                .insertInto(CUSTOMER_KEY)
                .set(CUSTOMER_KEY.CUSTOMER_ID, session.customerId())
                .set(CUSTOMER_KEY.WRAPPED_KEY, wrappingKey.wrap(TinkAead.newKeyset(), session.customerId()))
                .onConflictDoNothing()
                .execute();
    }

    private static String place(ColumnAddress address) {
        return address.table() + "." + address.column();
    }
}
