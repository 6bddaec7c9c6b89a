package com.operanttechnologies.tenancytests;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.tenancytests.attack.Door;
import com.operanttechnologies.tenancytests.attack.LayerDoor;
import java.sql.Connection;
import java.util.UUID;

/** The layer itself on a throw-away database, with one connection that all Customers get in turn. */
public final class TestDoor implements Door, AutoCloseable {

    private final TenantDatabase layer;
    private final LayerDoor door;

    /** Opens the layer on a database. */
    public TestDoor(ThrowawayDatabase database) {
        layer = TenantDatabase.open(TestLayer.config(database).poolSize(1).build());
        door = new LayerDoor(layer);
    }

    @Override
    public <T> T transact(UUID customer, Work<T> work) {
        return door.transact(customer, work);
    }

    @Override
    public Connection pooled() throws Exception {
        return door.pooled();
    }

    @Override
    public void close() {
        layer.close();
    }
}
