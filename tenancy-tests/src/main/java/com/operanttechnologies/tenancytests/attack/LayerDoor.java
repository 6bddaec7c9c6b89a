package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The door that our own layer is.
 *
 * @param layer with a pool of one connection
 */
public record LayerDoor(TenantDatabase layer) implements Door {

    @Override
    public <T> T transact(UUID customer, Work<T> work) {
        return layer.transact(TenantScope.job(customer, "attack", "layer"), session -> {
            try {
                return work.in(session.connection());
            } catch (SQLException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }
}
