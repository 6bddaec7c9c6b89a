package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.PersistenceConfig;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.crypto.WrappingKey;
import com.operanttechnologies.tenancytests.tour.story.Layer;
import com.operanttechnologies.tenancytests.tour.story.StoryClock;
import java.security.SecureRandom;

/** The layer on a throw-away database, as an application and as a worker open it, with keys of the moment. */
record TourLayer(Layer layer) implements AutoCloseable {

    static TourLayer open(ThrowawayDatabase database) {
        byte[] lookupKey = new byte[LookupKey.LENGTH];
        new SecureRandom().nextBytes(lookupKey);
        StoryClock clock = new StoryClock();
        Login signer = database.login(DatabaseRole.SIGNER);
        PersistenceConfig.Builder config = PersistenceConfig.builder()
                .signer(signer.username(), signer.password())
                .wrappingKey(WrappingKey.generate())
                .lookupKey(LookupKey.of(lookupKey))
                .clock(clock);
        TenantDatabase application = open(config, database.login(DatabaseRole.RUNTIME));
        try {
            return new TourLayer(new Layer(application, open(config, database.login(DatabaseRole.WORKER)), clock));
        } catch (RuntimeException e) {
            application.close();
            throw e;
        }
    }

    private static TenantDatabase open(PersistenceConfig.Builder config, Login login) {
        return TenantDatabase.open(config.url(login.url())
                .login(login.username(), login.password())
                .build());
    }

    @Override
    public void close() {
        layer.application().close();
        layer.worker().close();
    }
}
