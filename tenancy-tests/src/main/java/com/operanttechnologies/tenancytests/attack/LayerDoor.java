package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The door that our own layer is. Closing it closes the layer.
 *
 * @param layer with a pool of one connection
 */
public record LayerDoor(TenantDatabase layer) implements Door, AutoCloseable {

    /** Opens the layer on a database, with one connection that all Customers get in turn. */
    public static LayerDoor open(ThrowawayDatabase database) {
        return new LayerDoor(
                TenantDatabase.open(LayerSettings.of(database).poolSize(1).build()));
    }

    @Override
    public <T> T transact(UUID customer, Work<T> work) {
        return layer.transact(TenantScope.job(customer, "attack", "layer"), session -> {
            // As repositories do it, so that a layer that can't do its own work is noticed.
            session.dsl().fetchCount(CUSTOMER);
            try {
                return work.in(session.connection());
            } catch (SQLException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }

    /** The layer hands it to nobody, so it has to be taken. */
    @Override
    public Connection pooled() throws Exception {
        return ((DataSource) field(field(layer, "pool"), "pool")).getConnection();
    }

    @Override
    public void close() {
        layer.close();
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
