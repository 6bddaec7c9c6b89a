package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import com.operanttechnologies.tenancytests.tour.story.Layer;
import com.operanttechnologies.tenancytests.tour.story.StoryClock;
import java.util.function.UnaryOperator;

/** The layer on a throw-away database, as an application and as a worker open it, on the story's clock. */
record TourLayer(Layer layer) implements AutoCloseable {

    static TourLayer open(ThrowawayDatabase database) {
        return open(database, UnaryOperator.identity());
    }

    /**
     * Opens it behind something that is between an application and its server, such as a pooler.
     *
     * @param way a login as it is reached from here
     */
    static TourLayer open(ThrowawayDatabase database, UnaryOperator<Login> way) {
        StoryClock clock = new StoryClock();
        TenantDatabase application = open(database, DatabaseRole.RUNTIME, way, clock);
        try {
            return new TourLayer(new Layer(application, open(database, DatabaseRole.WORKER, way, clock), clock));
        } catch (RuntimeException e) {
            application.close();
            throw e;
        }
    }

    private static TenantDatabase open(
            ThrowawayDatabase database, DatabaseRole role, UnaryOperator<Login> way, StoryClock clock) {
        return TenantDatabase.open(LayerSettings.of(database, role)
                .url(way.apply(database.login(role)).url())
                .clock(clock)
                .build());
    }

    @Override
    public void close() {
        layer.application().close();
        layer.worker().close();
    }
}
