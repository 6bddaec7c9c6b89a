package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.crypto.CustomerCipher;
import com.operanttechnologies.persistence.crypto.LookupKey;
import java.sql.Connection;
import java.time.Clock;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * One unit of work of one scope. Lives inside the lambda it is handed to, on that lambda's thread; afterwards it
 * refuses work. What it reaches is the scope's Customer and no other.
 */
public interface TenantSession {

    /** The scope that this session is bound to. */
    TenantScope scope();

    /** The scope's Customer. */
    default UUID customerId() {
        return scope().customerId();
    }

    /**
     * jOOQ on this session. Statements on tenant tables get {@code customer_id = …} by the layer's own doing.
     *
     * @throws com.operanttechnologies.persistence.error.StaleSessionException after the lambda or on another thread
     */
    DSLContext dsl();

    /**
     * Plain JDBC on this session, for what jOOQ can't say. Commit, rollback, closing and unwrapping are the session's
     * own and are refused.
     *
     * @throws com.operanttechnologies.persistence.error.StaleSessionException after the lambda or on another thread
     */
    Connection connection();

    /** Encrypts and decrypts secrets of this Customer. */
    CustomerCipher cipher();

    /** Hashes what is looked up by value. */
    LookupKey lookupKey();

    /** The clock that the layer tells the time by. */
    Clock clock();
}
