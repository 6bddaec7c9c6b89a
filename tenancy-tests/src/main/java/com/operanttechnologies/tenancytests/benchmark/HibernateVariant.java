package com.operanttechnologies.tenancytests.benchmark;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.persistence.relay.Heartbeat;
import com.operanttechnologies.persistence.relay.ShownVersion;
import com.operanttechnologies.persistence.usage.UsageEvent;
import com.operanttechnologies.tenancytests.benchmark.hibernate.DashboardEntity;
import com.operanttechnologies.tenancytests.benchmark.hibernate.DashboardVersionEntity;
import com.operanttechnologies.tenancytests.benchmark.hibernate.DeploymentEntity;
import com.operanttechnologies.tenancytests.benchmark.hibernate.EventEntity;
import com.operanttechnologies.tenancytests.benchmark.hibernate.HeartbeatEntity;
import com.operanttechnologies.tenancytests.benchmark.hibernate.ScreenEntity;
import com.operanttechnologies.tenancytests.benchmark.hibernate.StatusEntity;
import com.zaxxer.hikari.HikariDataSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.BatchSettings;
import org.hibernate.cfg.JdbcSettings;

/**
 * Hibernate ORM, which puts the Customer of its {@code @TenantId} column into statements on entities; the user guide's
 * "Partitioned (discriminator) data". On tables without row-level security: what is no statement on an entity is
 * nobody's to filter. A session for each call; reads outside of transactions; pages by keyset in HQL; ingest by a
 * stateless session in JDBC batches of a thousand, which pgjdbc rewrites.
 */
final class HibernateVariant implements Variant {

    private static final int JDBC_BATCH = 1_000;

    private final HikariDataSource pool;
    private final SessionFactory factory;

    HibernateVariant(Login login, int connections) {
        this.pool = PeerPool.open(login, connections, true);
        this.factory = new MetadataSources(new StandardServiceRegistryBuilder()
                        .applySetting(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, pool)
                        .applySetting(BatchSettings.STATEMENT_BATCH_SIZE, JDBC_BATCH)
                        .build())
                .addAnnotatedClasses(
                        ScreenEntity.class,
                        StatusEntity.class,
                        DeploymentEntity.class,
                        DashboardEntity.class,
                        DashboardVersionEntity.class,
                        HeartbeatEntity.class,
                        EventEntity.class)
                .buildMetadata()
                .buildSessionFactory();
    }

    @Override
    public ScreenRow pointRead(Aim aim) {
        return read(aim, session -> row(session.find(ScreenEntity.class, aim.screenId())));
    }

    @Override
    public List<ScreenRow> listPage(Aim aim) {
        String name = Dataset.screenName(aim.screen());
        return read(
                aim,
                session -> session
                        .createSelectionQuery(
                                "from ScreenEntity s where (s.name, s.id) >= (:name, :id) order by s.name, s.id",
                                ScreenEntity.class)
                        .setParameter("name", name)
                        .setParameter("id", aim.screenId())
                        .setMaxResults(Operation.PAGE)
                        .setReadOnly(true)
                        .getResultList()
                        .stream()
                        .map(HibernateVariant::row)
                        .toList());
    }

    @Override
    public ShowingRow join(Aim aim) {
        return read(
                aim,
                session -> session.createSelectionQuery(
                                "select s.id, s.name, t.viewportWidth, d.title, v.number, p.deployedAt from ScreenEntity s"
                                        + " join StatusEntity t on t.screenId = s.id"
                                        + " join DeploymentEntity p on p.screenId = s.id"
                                        + " join DashboardEntity d on d.id = p.dashboardId"
                                        + " join DashboardVersionEntity v on v.dashboardId = p.dashboardId and v.number = p.number"
                                        + " where s.id = :id",
                                ShowingRow.class)
                        .setParameter("id", aim.screenId())
                        .getSingleResult());
    }

    @Override
    public String transaction(Aim aim) {
        return transact(aim, session -> {
            ScreenEntity screen = session.find(ScreenEntity.class, aim.screenId());
            String place = screen.name + " for " + session.find(DashboardEntity.class, aim.dashboardId()).title;
            screen.location = place;
            screen.updatedAt = Instant.now();
            return place;
        });
    }

    @Override
    public int insert(Aim aim) {
        return transact(aim, session -> {
            DashboardEntity dashboard = new DashboardEntity();
            dashboard.id = UuidCreator.getTimeOrderedEpoch();
            dashboard.title = "New " + aim.serial();
            session.persist(dashboard);
            return 1;
        });
    }

    @Override
    public int update(Aim aim) {
        return transact(
                aim,
                session -> session.createMutationQuery("update ScreenEntity set location = :location,"
                                + " updatedAt = :now, version = version + 1 where id = :id")
                        .setParameter("location", "Moved " + aim.serial())
                        .setParameter("now", Instant.now())
                        .setParameter("id", aim.screenId())
                        .executeUpdate());
    }

    @Override
    public void heartbeats(Aim aim, List<Heartbeat> batch) {
        ingest(aim, session -> {
            Map<UUID, StatusEntity> newest = new HashMap<>();
            session.insertMultiple(batch.stream().map(HibernateVariant::entity).toList());
            Instant now = Instant.now();
            for (Heartbeat heartbeat : batch) {
                newest.merge(
                        heartbeat.screenId(),
                        status(heartbeat, now),
                        (one, other) -> one.lastSeenAt.isAfter(other.lastSeenAt) ? one : other);
            }
            session.updateMultiple(newest.values().stream()
                    .sorted((one, other) -> one.screenId.compareTo(other.screenId))
                    .toList());
        });
    }

    @Override
    public void usageEvents(Aim aim, List<UsageEvent> batch) {
        ingest(
                aim,
                session -> session.insertMultiple(
                        batch.stream().map(HibernateVariant::entity).toList()));
    }

    @Override
    public void close() {
        factory.close();
        pool.close();
    }

    private <T> T read(Aim aim, Function<Session, T> work) {
        try (Session session = factory.withOptions()
                .tenantIdentifier((Object) aim.customerId())
                .openSession()) {
            return work.apply(session);
        }
    }

    private <T> T transact(Aim aim, Function<Session, T> work) {
        return read(aim, session -> session.fromTransaction(begun -> work.apply(session)));
    }

    private void ingest(Aim aim, Consumer<StatelessSession> work) {
        try (StatelessSession session = factory.withStatelessOptions()
                .tenantIdentifier((Object) aim.customerId())
                .openStatelessSession()) {
            session.setJdbcBatchSize(JDBC_BATCH);
            session.inTransaction(begun -> work.accept(session));
        }
    }

    private static ScreenRow row(ScreenEntity screen) {
        return new ScreenRow(screen.id, screen.name, screen.location, screen.state);
    }

    private static HeartbeatEntity entity(Heartbeat heartbeat) {
        HeartbeatEntity entity = new HeartbeatEntity();
        entity.screenId = heartbeat.screenId();
        entity.reportedAt = heartbeat.reportedAt();
        entity.viewportWidth = heartbeat.viewportWidth();
        entity.viewportHeight = heartbeat.viewportHeight();
        entity.browser = heartbeat.browser();
        entity.shownDashboardId =
                heartbeat.shown().map(ShownVersion::dashboardId).orElse(null);
        entity.shownNumber = heartbeat.shown().map(ShownVersion::number).orElse(null);
        return entity;
    }

    private static StatusEntity status(Heartbeat heartbeat, Instant now) {
        StatusEntity entity = new StatusEntity();
        entity.screenId = heartbeat.screenId();
        entity.lastSeenAt = heartbeat.reportedAt();
        entity.receivedAt = now;
        entity.viewportWidth = heartbeat.viewportWidth();
        entity.viewportHeight = heartbeat.viewportHeight();
        entity.browser = heartbeat.browser();
        entity.shownDashboardId =
                heartbeat.shown().map(ShownVersion::dashboardId).orElse(null);
        entity.shownNumber = heartbeat.shown().map(ShownVersion::number).orElse(null);
        return entity;
    }

    private static EventEntity entity(UsageEvent event) {
        EventEntity entity = new EventEntity();
        entity.eventId = event.id();
        entity.occurredAt = event.occurredAt();
        entity.kind = event.kind().name().toLowerCase(Locale.ROOT);
        entity.name = event.name();
        entity.accountId = event.accountId().orElse(null);
        entity.durationMillis = event.durationMillis().orElseThrow();
        entity.statusCode = (short) event.statusCode().orElseThrow();
        entity.ip = event.client().ip().map(HibernateVariant::address).orElse(null);
        entity.userAgent = event.client().userAgent().orElse(null);
        entity.country = event.client().country().orElse(null);
        entity.region = event.client().region().orElse(null);
        return entity;
    }

    private static InetAddress address(String ip) {
        try {
            return InetAddress.getByName(ip);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
