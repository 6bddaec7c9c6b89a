package com.operanttechnologies.persistence.quoting;

import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.SessionFunction;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.money.Money;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** A Customer of a test's own that makes quotes, as the runtime role. */
final class Quotes {

    static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    static final LocalDate TODAY = LocalDate.parse("2026-03-10");
    static final QuoteLine LINE = QuoteLine.of("Screen, 55 inches", "2", "499.90", "19");

    final TestSessions sessions = TestSessions.open();
    final TenantScope signUp = sessions.newCustomer("Maker of quotes");
    final TenantScope scope = TenantScope.account(signUp.customerId(), UUID.randomUUID(), "test");

    static QuoteContent content(String title) {
        return content(title, "EUR");
    }

    static QuoteContent content(String title, String currency) {
        return new QuoteContent(
                title,
                "Ada Lovelace",
                new EmailAddress("ada@example.test"),
                Money.currency(currency),
                TODAY.plusDays(30),
                "Payable within 30 days");
    }

    <T> T transact(SessionFunction<T> work) {
        return sessions.transact(scope, work);
    }

    <T> T read(SessionFunction<T> work) {
        return sessions.read(scope, work);
    }

    /** SQL by hand as the same actor of the same Customer, without the layer. */
    PlainSql psql() throws SQLException {
        return PlainSql.bound(sessions, scope);
    }

    Quote draft(String title) {
        return draft(content(title), List.of(LINE));
    }

    Quote draft(QuoteContent content, List<QuoteLine> lines) {
        return transact(session -> {
            Quote created = new QuoteRepository(session).create(content);
            return new QuoteLineRepository(session).replace(created.id(), created.version(), lines);
        });
    }

    Quote sent(String title) {
        Quote draft = draft(title);
        send(draft);
        return get(draft.id());
    }

    SentQuote send(Quote draft) {
        return transact(session -> new QuoteLifecycle(session).send(draft.id(), draft.version()));
    }

    Quote accept(Quote quote) {
        return transact(session -> new QuoteLifecycle(session).accept(quote.id(), quote.version()));
    }

    Quote decline(Quote quote) {
        return transact(session -> new QuoteLifecycle(session).decline(quote.id(), quote.version()));
    }

    Quote withdraw(Quote quote) {
        return transact(session -> new QuoteLifecycle(session).withdraw(quote.id(), quote.version()));
    }

    Quote revise(Quote quote) {
        return transact(session -> new QuoteLifecycle(session).revise(quote.id(), quote.version()));
    }

    List<UUID> expireOverdue(int most) {
        return transact(session -> new QuoteLifecycle(session).expireOverdue(most));
    }

    Quote get(UUID id) {
        return read(session -> new QuoteRepository(session).get(id));
    }

    List<QuoteLine> lines(UUID id) {
        return read(session -> new QuoteLineRepository(session).list(id));
    }

    QuoteDocument document(int number) {
        return read(session -> new SentQuoteRepository(session).latest(number));
    }
}
