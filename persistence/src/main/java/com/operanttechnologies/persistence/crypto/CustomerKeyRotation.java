package com.operanttechnologies.persistence.crypto;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER_KEY;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.Result;

/**
 * Replaces keys while the application runs (SEC-2). Each step is a transaction of its own that leaves everything
 * readable, and what is left to do is read from the data itself: whoever dies in between is followed by whoever calls
 * again. Two at once wait for each other and do the work once.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class CustomerKeyRotation {

    /** Values that one transaction seals again. */
    static final int BATCH = 100;

    /** How often it begins anew because others were faster, who each have to search as long. */
    private static final int SEARCHES = 3;

    private static final String ROLLED_BACK_FOR_ANOTHER = "40001";

    private final TenantDatabase database;
    private final WrappingKey wrappingKey;

    /** @param wrappingKey the one that the database is used with, rotated or not */
    public CustomerKeyRotation(TenantDatabase database, WrappingKey wrappingKey) {
        this.database = database;
        this.wrappingKey = wrappingKey;
    }

    /**
     * Wraps the Customer's key under the primary wrapping key, if it is wrapped under a former one. No sealed value is
     * touched. Once this was done for every Customer, the former wrapping keys can go.
     *
     * @return whether there was anything to do
     * @throws InvalidInputException when the key can't be unwrapped
     */
    public boolean rewrap(TenantScope scope) {
        return database.<Boolean>transact(scope, session -> {
            Optional<byte[]> wrapped = locked(session);
            if (wrapped.isEmpty() || wrappingKey.isPrimaryOf(wrapped.get(), session.customerId())) {
                return false;
            }
            store(session, keyset(session, wrapped.get()));
            return true;
        });
    }

    /**
     * Gives the Customer a new key and seals every secret again under it, in batches. Others read and seal meanwhile.
     * The former key stays for who has read a value before, until {@link #retire}. Where an earlier call was
     * interrupted, or its former key isn't retired yet, this goes on with the key that it made.
     *
     * <p>Secrets are the values of every {@code bytea} column that {@code tenancy.classify_sealed()} names, a product
     * team's as well, where the table's primary key is the Customer and one uuid, which is the row of the value's
     * {@link ColumnAddress}, and the login may read and change the column. What is sealed elsewhere stays under the
     * former key, which {@link #retire} then doesn't remove.
     *
     * @return how many values this call has sealed again
     * @throws InvalidInputException when the key can't be unwrapped, or a value can't be opened: nothing is lost then
     */
    public long renew(TenantScope scope) {
        if (!database.<Boolean>transact(scope, this::begin)) {
            return 0;
        }
        return resealAll(scope);
    }

    /**
     * Removes the Customer's former key, once {@link #renew} is done and sessions that began before are over: an hour
     * later, say. What was sealed under it in the meantime is sealed again first; then every column of every tenant
     * table that could hold a sealed value is searched for one under the former key, which reads all rows of the
     * Customer. Nobody waits for that.
     *
     * @return whether there was a former key
     * @throws InvalidInputException as {@link #renew}, and when a value under the former key is where it can't be
     *     sealed again, or could be where the login can't read; names all such columns, and the key stays
     * @throws ConflictException when others have replaced the key each time that the search had ended; no key was
     *     removed
     */
    public boolean retire(TenantScope scope) {
        for (int search = 0; search < SEARCHES; search++) {
            List<byte[]> former = database.read(scope, this::formerPrefixes);
            if (former.isEmpty()) {
                return false;
            }
            resealAll(scope);
            requireUnused(scope, former);
            if (database.<Boolean>transact(scope, session -> finish(session, former))) {
                return true;
            }
        }
        throw new ConflictException(
                "The Customer's key was replaced by others while values under the former one were searched for, "
                        + SEARCHES + " times; every key stays. Let one job at a time renew and retire, and repeat",
                ROLLED_BACK_FOR_ANOTHER);
    }

    private void requireUnused(TenantScope scope, List<byte[]> former) {
        List<String> findings = new FormerKeyScan(former).findings(database, scope);
        if (!findings.isEmpty()) {
            throw new InvalidInputException(
                    "The Customer's former key stays, because values under it are, or could be, in "
                            + String.join(", ", findings)
                            + ": a renewal seals again what tenancy.classify_sealed() names, of type"
                            + " bytea, in a table with the primary key (customer_id, one uuid) that the login may change. Classify"
                            + " the column, or seal its values again with the session's cipher, or delete them; then repeat");
        }
    }

    private long resealAll(TenantScope scope) {
        long resealed = 0;
        for (SealedColumn column : database.read(scope, StoredColumn::renewable)) {
            int batch;
            do {
                batch = database.<Integer>transact(scope, session -> reseal(session, column));
                resealed += batch;
            } while (batch == BATCH);
        }
        return resealed;
    }

    private List<byte[]> formerPrefixes(TenantSession session) {
        return session.dsl()
                .select(CUSTOMER_KEY.WRAPPED_KEY)
                .from(CUSTOMER_KEY)
                .fetchOptional(CUSTOMER_KEY.WRAPPED_KEY)
                .map(wrapped -> TinkAead.formerPrefixesOf(keyset(session, wrapped)))
                .orElse(List.of());
    }

    /** Adds the new key, unless an interrupted rotation has. Whoever seals from now on takes it. */
    boolean begin(TenantSession session) {
        Optional<byte[]> wrapped = locked(session);
        if (wrapped.isEmpty()) {
            return false;
        }
        KeysetHandle keyset = keyset(session, wrapped.get());
        if (keyset.size() == 1) {
            store(session, TinkAead.withNewPrimary(keyset));
        }
        return true;
    }

    /** Seals the next batch of a column again: what isn't under the primary key yet, told by its first bytes. */
    int reseal(TenantSession session, SealedColumn column) {
        byte[] wrapped = session.dsl()
                .select(CUSTOMER_KEY.WRAPPED_KEY)
                .from(CUSTOMER_KEY)
                .fetchSingle(CUSTOMER_KEY.WRAPPED_KEY);
        return reseal(session, column, keyset(session, wrapped));
    }

    /**
     * Removes the former keys. Whoever has sealed under one of them holds a lock on the key until the end of its
     * transaction, so once this has the key for itself, what is under a former key is there to be seen.
     *
     * @param searched the prefixes of the former keys that nothing is under any more
     * @return whether these were the former keys still; else none is removed
     */
    private boolean finish(TenantSession session, List<byte[]> searched) {
        Optional<byte[]> wrapped = locked(session);
        if (wrapped.isEmpty()) {
            return false;
        }
        KeysetHandle keyset = keyset(session, wrapped.get());
        List<byte[]> former = TinkAead.formerPrefixesOf(keyset);
        if (!Arrays.deepEquals(former.toArray(), searched.toArray())) {
            return false;
        }
        for (SealedColumn column : StoredColumn.renewable(session)) {
            int batch;
            do {
                batch = reseal(session, column, keyset);
            } while (batch == BATCH);
        }
        store(session, TinkAead.primaryOf(keyset));
        return true;
    }

    private int reseal(TenantSession session, SealedColumn column, KeysetHandle keyset) {
        Aead key = TinkAead.of(keyset);
        byte[] prefix = TinkAead.prefixOf(keyset);
        Field<byte[]> begins =
                field("substring({0} from 1 for {1})", byte[].class, column.sourceValue(), val(prefix.length));
        Result<Record2<UUID, byte[]>> rows = session.dsl()
                .select(column.sourceRow(), column.sourceValue())
                .from(column.source())
                .where(column.sourceValue().isNotNull())
                .and(begins.ne(prefix))
                .orderBy(column.sourceRow())
                .limit(BATCH)
                .forUpdate()
                .fetch();
        for (Record2<UUID, byte[]> row : rows) {
            byte[] place = AssociatedData.ofValue(session.customerId(), column.address(row.value1()));
            int changed = session.dsl()
                    .update(column.target())
                    .set(column.targetValue(), sealedAgain(key, row.value2(), place, column))
                    .where(column.targetRow().eq(row.value1()))
                    .execute();
            if (changed != 1) {
                throw new InvalidInputException(
                        "A value of " + column + " can't be changed by this login, so the former"
                                + " key stays; look for a policy or rule on the table that prevents the update");
            }
        }
        return rows.size();
    }

    private static byte[] sealedAgain(Aead key, byte[] sealed, byte[] place, SealedColumn column) {
        try {
            return key.encrypt(key.decrypt(sealed, place), place);
        } catch (GeneralSecurityException e) {
            // Without the cause: what a library says of keys and ciphertexts is not ours to pass on.
            throw new InvalidInputException("A value of " + column
                    + " can't be opened with the Customer's key, so that key stays; restore the value or delete it");
        }
    }

    private static Optional<byte[]> locked(TenantSession session) {
        return session.dsl()
                .select(CUSTOMER_KEY.WRAPPED_KEY)
                .from(CUSTOMER_KEY)
                .forUpdate()
                .fetchOptional(CUSTOMER_KEY.WRAPPED_KEY);
    }

    private KeysetHandle keyset(TenantSession session, byte[] wrapped) {
        try {
            return wrappingKey.unwrap(wrapped, session.customerId());
        } catch (GeneralSecurityException e) {
            throw StoredKeyCipher.notUnwrapped();
        }
    }

    private void store(TenantSession session, KeysetHandle keyset) {
        session.dsl()
                .update(CUSTOMER_KEY)
                .set(CUSTOMER_KEY.WRAPPED_KEY, wrappingKey.wrap(keyset, session.customerId()))
                .execute();
    }
}
