package com.operanttechnologies.persistence.crypto;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER_KEY;

import com.google.crypto.tink.Aead;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.security.GeneralSecurityException;
import org.jooq.Record1;
import org.jooq.SelectJoinStep;
import org.jspecify.annotations.Nullable;

/**
 * Seals under the Customer's key in {@code tenancy.customer_key}, and makes that key when the first secret is sealed.
 */
final class StoredKeyCipher implements CustomerCipher {

    private final TenantSession session;
    private final WrappingKey wrappingKey;
    private @Nullable Aead cached;
    private boolean locked;
    private boolean madeHere;

    StoredKeyCipher(TenantSession session, WrappingKey wrappingKey) {
        this.session = session;
        this.wrappingKey = wrappingKey;
    }

    @Override
    public byte[] seal(ColumnAddress address, byte[] plaintext) {
        Aead key = key(true);
        if (key == null) {
            createKey();
            key = key(true);
        }
        if (key == null) {
            throw new InvalidInputException(
                    "The Customer's key was removed while a secret was sealed; is the Customer being erased?");
        }
        try {
            return key.encrypt(plaintext, AssociatedData.ofValue(session.customerId(), address));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM encrypts whatever fits in memory", e);
        }
    }

    @Override
    public byte[] open(ColumnAddress address, byte[] sealed) {
        boolean remembered = cached != null;
        Aead key = key(false);
        if (key != null) {
            try {
                return key.decrypt(sealed, AssociatedData.ofValue(session.customerId(), address));
            } catch (GeneralSecurityException e) {
                // Without the cause below: what a library says of keys and ciphertexts is not ours to pass on.
                if (remembered) {
                    // The key may have been renewed since this session has read it.
                    cached = null;
                    return open(address, sealed);
                }
            }
        }
        throw new InvalidInputException("A value of " + place(address) + " can't be opened: it was sealed for another"
                + " place or Customer, was changed, or the key is not the one it was sealed with");
    }

    /**
     * The wrapping key is lost or another one: nothing of this Customer's can be opened, and nothing is sealed over it.
     */
    static InvalidInputException notUnwrapped() {
        return new InvalidInputException(
                "The Customer's key can't be unwrapped: the wrapping key of this configuration is"
                        + " not one that it was wrapped with, or the key was changed. Take the wrapping key that this database was"
                        + " used with; without it the Customer's secrets can't be opened any more");
    }

    /**
     * @param toSeal whether to keep others from replacing the key until this transaction ends: see {@link
     *     CustomerKeyRotation#finish}
     */
    private @Nullable Aead key(boolean toSeal) {
        if (cached != null && (locked || !toSeal)) {
            return cached;
        }
        SelectJoinStep<Record1<byte[]>> select =
                session.dsl().select(CUSTOMER_KEY.WRAPPED_KEY).from(CUSTOMER_KEY);
        byte[] wrapped = (toSeal ? select.forShare() : select).fetchOne(CUSTOMER_KEY.WRAPPED_KEY);
        if (wrapped == null) {
            return null;
        }
        Aead key;
        try {
            key = TinkAead.of(wrappingKey.unwrap(wrapped, session.customerId()));
        } catch (GeneralSecurityException e) {
            throw notUnwrapped();
        }
        // A key that this session has made may vanish with a rollback to a savepoint: then what it sealed could never
        // be opened again. So it is read anew each time, until another session finds it committed.
        if (!madeHere) {
            cached = key;
            locked = toSeal;
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
