package com.operanttechnologies.tenancytests.postgres;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.PersistenceConfig;
import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.crypto.WrappingKey;
import java.security.SecureRandom;

/**
 * How the layer is opened on a throw-away database: as one of its logins, with keys that this JVM made up and nobody
 * else has. They are the same for all databases, so that an application and a worker on one database understand each
 * other.
 *
 * <p>Stateless; safe for use by several threads.
 */
public final class LayerSettings {

    private static final WrappingKey WRAPPING_KEY = WrappingKey.generate();
    private static final LookupKey LOOKUP_KEY = lookupKey();

    private LayerSettings() {}

    /** As an application is given them, which is a member of {@code operant_runtime}; to be changed and built. */
    public static PersistenceConfig.Builder of(ThrowawayDatabase database) {
        return of(database, DatabaseRole.RUNTIME);
    }

    /**
     * The same for another login, such as a background worker's.
     *
     * @param role whose login the pool connects as
     */
    public static PersistenceConfig.Builder of(ThrowawayDatabase database, DatabaseRole role) {
        Login login = database.login(role);
        Login signer = database.login(DatabaseRole.SIGNER);
        return PersistenceConfig.builder()
                .url(login.url())
                .login(login.username(), login.password())
                .signer(signer.username(), signer.password())
                .wrappingKey(WRAPPING_KEY)
                .lookupKey(LOOKUP_KEY);
    }

    private static LookupKey lookupKey() {
        byte[] key = new byte[LookupKey.LENGTH];
        new SecureRandom().nextBytes(key);
        return LookupKey.of(key);
    }
}
