package com.operanttechnologies.tenancytests;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.PersistenceConfig;
import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.crypto.WrappingKey;

/** Settings of the layer for a throw-away database. */
public final class TestLayer {

    private TestLayer() {}

    /** With keys that nobody else has. */
    public static PersistenceConfig.Builder config(ThrowawayDatabase database) {
        Login runtime = database.login(DatabaseRole.RUNTIME);
        Login signer = database.login(DatabaseRole.SIGNER);
        return PersistenceConfig.builder()
                .url(runtime.url())
                .login(runtime.username(), runtime.password())
                .signer(signer.username(), signer.password())
                .wrappingKey(WrappingKey.generate())
                .lookupKey(LookupKey.of(new byte[LookupKey.LENGTH]));
    }
}
