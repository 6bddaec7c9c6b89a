package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.persistence.PersistenceConfig;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.batch.BatchReceipt;
import com.operanttechnologies.persistence.relay.Heartbeat;
import com.operanttechnologies.persistence.relay.HeartbeatRepository;
import com.operanttechnologies.persistence.usage.UsageEvent;
import com.operanttechnologies.persistence.usage.UsageEventRepository;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * This project's layer, by its public API and as a member of {@code operant_runtime}: {@link TenantDatabase#read} for
 * reads, {@link TenantDatabase#transact} for writes, and ingest by the products' repositories, which besides check
 * every item, that its screen is paired, and which outages have ended.
 */
final class LayerVariant extends JooqVariant {

    private final TenantDatabase database;

    LayerVariant(PersistenceConfig config) {
        this.database = TenantDatabase.open(config);
    }

    private static TenantScope scope(UUID customerId) {
        return TenantScope.job(customerId, "benchmark", "benchmark");
    }

    @Override
    <T> T read(UUID customerId, Function<Statements, T> work) {
        return database.read(
                scope(customerId), session -> work.apply(new Statements(session.dsl(), customerId, false)));
    }

    @Override
    <T> T transact(UUID customerId, Function<Statements, T> work) {
        return database.transact(
                scope(customerId), session -> work.apply(new Statements(session.dsl(), customerId, false)));
    }

    @Override
    public void heartbeats(Aim aim, List<Heartbeat> batch) {
        requireAll(
                batch.size(),
                database.transact(scope(aim.customerId()), session -> new HeartbeatRepository(session).ingest(batch)));
    }

    @Override
    public void usageEvents(Aim aim, List<UsageEvent> batch) {
        requireAll(
                batch.size(),
                database.transact(scope(aim.customerId()), session -> new UsageEventRepository(session).ingest(batch)));
    }

    @Override
    public void close() {
        database.close();
    }

    private static void requireAll(int sent, BatchReceipt receipt) {
        if (receipt.accepted() != sent) {
            throw new IllegalStateException("Of " + sent + " rows " + receipt.accepted() + " were kept, "
                    + receipt.rejected().size() + " rejected; all should be");
        }
    }
}
