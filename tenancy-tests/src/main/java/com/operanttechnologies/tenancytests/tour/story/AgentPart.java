package com.operanttechnologies.tenancytests.tour.story;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.agent.Contact;
import com.operanttechnologies.persistence.agent.ContactRepository;
import com.operanttechnologies.persistence.agent.DispatchReport;
import com.operanttechnologies.persistence.agent.EnrolmentRepository;
import com.operanttechnologies.persistence.agent.MessageContent;
import com.operanttechnologies.persistence.agent.MessageDispatcher;
import com.operanttechnologies.persistence.agent.OutgoingMessage;
import com.operanttechnologies.persistence.agent.Sequence;
import com.operanttechnologies.persistence.agent.SequenceRepository;
import com.operanttechnologies.persistence.agent.SequenceStep;
import com.operanttechnologies.persistence.agent.SuppressionRepository;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.GatewaySubject;
import com.operanttechnologies.persistence.gateway.SecretKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Agent: follow-up mails are scheduled, claimed and sent, but for who unsubscribes. */
public final class AgentPart {

    /** Until the second mail. */
    public static final Duration FOLLOW_UP = Duration.ofHours(2);

    private final Layer layer;
    private final List<OutgoingMessage> outbox = Collections.synchronizedList(new ArrayList<>());

    public AgentPart(Layer layer) {
        this.layer = layer;
    }

    /** Enrols three people in a sequence of two mails: one now, one after {@link #FOLLOW_UP}. */
    public List<Contact> enrol(TenantScope seller, String domain) {
        return layer.application().transact(seller, session -> {
            Sequence sequence = new SequenceRepository(session)
                    .create(
                            "After the quote",
                            List.of(
                                    new SequenceStep(Duration.ZERO, "Thank you", "Dear {name}, it was a pleasure."),
                                    new SequenceStep(FOLLOW_UP, "One more thing", "Dear {name}, do you need mounts?")));
            List<Contact> contacts = List.of("bo", "cy", "di").stream()
                    .map(name -> new ContactRepository(session)
                            .create(new EmailAddress(name + "@" + domain), "Person " + name, Optional.empty()))
                    .toList();
            contacts.forEach(contact -> new EnrolmentRepository(session)
                    .enrol(
                            sequence.sequenceId(),
                            contact.contactId(),
                            layer.clock().instant(),
                            (step, person) -> new MessageContent(
                                    step.subject(), step.body().replace("{name}", person.displayName()))));
            return contacts;
        });
    }

    /** A worker sends what is due, for all Customers in turn. The mails end in {@link #delivered}. */
    public DispatchReport dispatch() {
        MessageDispatcher dispatcher = new MessageDispatcher(layer.worker(), "tour", message -> {
            outbox.add(message);
            return "provider-" + message.messageId();
        });
        return dispatcher.dispatch();
    }

    /** Whoever has an address follows the link in the last mail there, signed out. */
    public void unsubscribe(EmailAddress person) {
        OutgoingMessage mail = delivered().stream()
                .filter(message -> message.toEmail().equals(person.value()))
                .reduce((earlier, later) -> later)
                .orElseThrow();
        GatewaySubject contact = layer.application()
                .gateway()
                .resolve(SecretKind.CONTACT_UNSUBSCRIBE, mail.unsubscribe().value())
                .orElseThrow();
        layer.application()
                .execute(
                        TenantScope.job(contact.customerId(), "unsubscribe", Layer.REQUEST),
                        session -> new SuppressionRepository(session).unsubscribe(contact.subjectId()));
    }

    /** All mails that were sent so far. */
    public List<OutgoingMessage> delivered() {
        return List.copyOf(outbox);
    }
}
