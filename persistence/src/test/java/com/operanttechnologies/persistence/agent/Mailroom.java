package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.persistence.SessionFunction;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** A Customer with contacts and messages, as the runtime role, on a clock that stands still unless it is moved. */
final class Mailroom {

    static final Duration LEASE = Duration.ofMinutes(2);
    static final MessageContent CONTENT = new MessageContent("Following up", "Dear Ada,\nhow was it?");

    final TestSessions sessions = TestSessions.open();
    final TenantScope scope = sessions.newCustomer("Acme");
    final Instant start;

    Mailroom() {
        this(Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    Mailroom(Instant start) {
        this.start = start;
        sessions.stopAt(start);
    }

    void timeIs(Duration afterStart) {
        sessions.stopAt(start.plus(afterStart));
    }

    <T> T as(SessionFunction<T> work) {
        return sessions.transact(scope, work);
    }

    <T> T claims(java.util.function.Function<MessageClaims, T> work) {
        return as(session -> work.apply(new MessageClaims(session)));
    }

    List<ClaimedMessage> claim(String worker, int most) {
        return claims(claims -> claims.claim(worker, most, LEASE));
    }

    boolean confirm(ClaimedMessage message) {
        return claims(claims -> claims.confirm(message, LEASE));
    }

    void sent(ClaimedMessage message) {
        claims(claims -> {
            claims.sent(message, "provider-" + message.messageId());
            return true;
        });
    }

    Contact contact(String name) {
        EmailAddress email = new EmailAddress(name + "@contacts.example");
        return as(session -> new ContactRepository(session).create(email, name, Optional.empty()));
    }

    Message schedule(Contact contact, Instant dueAt) {
        return as(session -> new MessageRepository(session).schedule(contact.contactId(), CONTENT, dueAt));
    }

    /** So many messages to one contact, due now, in the order of their ids. */
    List<UUID> scheduleNow(Contact contact, int messages) {
        return as(session -> {
            Outbox outbox = new Outbox(session);
            List<Outbox.Draft> drafts = new ArrayList<>();
            IntStream.range(0, messages)
                    .forEach(i -> drafts.add(new Outbox.Draft(contact.contactId(), CONTENT, start)));
            List<UUID> ids = outbox.insert(drafts);
            outbox.announce(drafts);
            return ids;
        });
    }

    Message message(UUID id) {
        return as(session -> new MessageRepository(session).get(id));
    }

    MessageState state(UUID id) {
        return message(id).state();
    }

    List<Message> all(MessageState state) {
        List<Message> all = new ArrayList<>();
        Optional<PageRequest<MessageCursor>> next = Optional.of(PageRequest.first(200));
        while (next.isPresent()) {
            PageRequest<MessageCursor> request = next.get();
            var page = as(session -> new MessageRepository(session).list(state, request));
            all.addAll(page.items());
            next = page.next().map(cursor -> PageRequest.after(cursor, 200));
        }
        return all;
    }

    boolean isDue() {
        return sessions.worker()
                .gateway()
                .dueCustomers(
                        com.operanttechnologies.persistence.gateway.WorkKind.AGENT_MESSAGE,
                        sessions.worker().clock().instant(),
                        1000)
                .contains(scope.customerId());
    }

    /** Forgets what other tests have left to be sent, so that a dispatcher finds this test's Customers alone. */
    static void forgetOtherWork() {
        TestDatabase.asSuperuser(TestDatabase.database(), "delete from gateway.due_work where kind = 'agent.message'");
    }
}
