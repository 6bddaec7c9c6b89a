package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.gateway.WorkKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is due for all Customers in turn (AGT-1, AGT-2). A product runs as many as it likes, in one JVM or
 * several: they share the work without knowing each other.
 *
 * <pre>{@code
 * MessageDispatcher dispatcher = new MessageDispatcher(workerDatabase, "mail-1", sender);
 * while (!Thread.currentThread().isInterrupted()) {
 *     if (dispatcher.dispatch().messages() == 0) {
 *         pause();
 *     }
 * }
 * }</pre>
 *
 * <p>Each Customer's turn is under a scope of its own, {@code job:agent-dispatch}: claim a batch, send each message
 * with no transaction open and no connection held, record what became of it. {@link MessageClaims} says what that
 * promises. Safe for use by several threads, if the sender is.
 */
public final class MessageDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(MessageDispatcher.class);
    private static final String JOB = "agent-dispatch";

    private final TenantDatabase database;
    private final String worker;
    private final MessageSender sender;
    private final DispatchSettings settings;

    /** With {@link DispatchSettings#defaults()}. */
    public MessageDispatcher(TenantDatabase workerDatabase, String worker, MessageSender sender) {
        this(workerDatabase, worker, sender, DispatchSettings.defaults());
    }

    /**
     * @param workerDatabase opened with a login that is a member of {@code operant_worker}
     * @param worker name of this worker for people, such as a host's: one line of 1 to 100 characters
     */
    public MessageDispatcher(
            TenantDatabase workerDatabase, String worker, MessageSender sender, DispatchSettings settings) {
        this.database = workerDatabase;
        this.worker = worker;
        this.sender = sender;
        this.settings = settings;
    }

    /**
     * One round: a batch of each Customer that has messages due, the longest due first. Ends early when the thread is
     * interrupted, and keeps the interruption.
     *
     * @throws UnavailableException when the database can't be reached: what was claimed is claimed again later
     * @throws com.operanttechnologies.persistence.error.RefusedException when the login is no worker's
     */
    public DispatchReport dispatch() {
        DispatchReport report = new DispatchReport(0, 0, 0, 0, 0, 0, 0);
        List<UUID> customers = database.gateway()
                .dueCustomers(WorkKind.AGENT_MESSAGE, database.clock().instant(), settings.customers());
        for (UUID customer : customers) {
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            report = report.plus(dispatch(customer));
        }
        return report;
    }

    private DispatchReport dispatch(UUID customer) {
        TenantScope scope = TenantScope.job(customer, JOB, UUID.randomUUID().toString());
        Map<Delivery.Outcome, Integer> outcomes = new EnumMap<>(Delivery.Outcome.class);
        int troubled = 0;
        try {
            Delivery delivery = new Delivery(database, scope, settings, sender);
            for (ClaimedMessage message : database.transact(
                    scope, session -> new MessageClaims(session).claim(worker, settings.batch(), settings.lease()))) {
                outcomes.merge(delivery.of(message), 1, Integer::sum);
            }
            database.execute(scope, session -> new MessageClaims(session).settle());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UnavailableException e) {
            throw e;
        } catch (TenancyException e) {
            // One Customer's trouble must not keep the others waiting. Its note stays due.
            LOG.warn(
                    "Messages of Customer {} could not be dispatched, request {}: {}",
                    customer,
                    scope.requestId(),
                    e.toString());
            troubled = 1;
        }
        return new DispatchReport(
                1,
                outcomes.getOrDefault(Delivery.Outcome.SENT, 0),
                outcomes.getOrDefault(Delivery.Outcome.RETRIED, 0),
                outcomes.getOrDefault(Delivery.Outcome.FAILED, 0),
                outcomes.getOrDefault(Delivery.Outcome.HELD_BACK, 0),
                outcomes.getOrDefault(Delivery.Outcome.UNRECORDED, 0),
                troubled);
    }
}
