package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import com.operanttechnologies.tenancytests.tour.story.Layer;
import com.operanttechnologies.tenancytests.tour.story.StoryClock;

/** The layer on a throw-away database, as an application and as a worker open it, on the story's clock. */
record TourLayer(Layer layer) implements AutoCloseable {

    static TourLayer open(ThrowawayDatabase database) {
        StoryClock clock = new StoryClock();
        TenantDatabase application = open(database, DatabaseRole.RUNTIME, clock);
        try {
            return new TourLayer(new Layer(application, open(database, DatabaseRole.WORKER, clock), clock));
        } catch (RuntimeException e) {
            application.close();
            throw e;
        }
    }

    private static TenantDatabase open(ThrowawayDatabase database, DatabaseRole role, StoryClock clock) {
        return TenantDatabase.open(LayerSettings.of(database, role).clock(clock).build());
    }

    @Override
    public void close() {
        layer.application().close();
        layer.worker().close();
    }
}
